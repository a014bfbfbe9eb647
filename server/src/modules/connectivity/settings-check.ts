// The settings of a source are checked twice: their common shape, and the connection in that of its protocol.
import { same, type Bilingual } from '../../kernel/schema/bilingual.ts';
import { check, type Static, type TSchema } from '../../kernel/schema/schema.ts';
import { sourceSettings, type SourceSettings } from './api.ts';
import { connectivityFailures } from './failures.ts';
import { keepWhen } from './model/keep-when.ts';
import { dotsIn } from './model/secrets.ts';
import type { Protocol } from './protocols/protocol.ts';
import { protocols } from './protocols.ts';

/** Fails with `connectivity.bad-source` `connectivity.bad-condition` or `connectivity.unknown-protocol`. */
export function checkedSettings(settings: SourceSettings): SourceSettings {
  const given = fitting(sourceSettings, settings, '');
  const protocol = protocolNamed(given.protocol, given.name);
  for (const [at, signal] of (given.signals ?? []).entries()) {
    keepWhen(signal);
    // Nothing could be written with it, and every value would be the same.
    if (signal.scale?.factor === 0) {
      const place = `/signals/${at}/scale/factor`;
      throw connectivityFailures['bad-source']({ place, problem: 'must not be 0' });
    }
  }
  return { ...given, connection: checkedConnection(protocol, given.connection) };
}

/** Fails with `connectivity.bad-source`. */
export function checkedConnection(
  protocol: Protocol,
  connection: unknown,
): Record<string, unknown> {
  const given = fitting(protocol.connection, connection, '/connection') as Record<string, unknown>;
  const dots = dotsIn(given);
  if (dots !== undefined)
    throw connectivityFailures['secret-again']({ place: `/connection${dots}` });
  return given;
}

/** `source`: who asks for it. Fails with `connectivity.unknown-protocol` or `connectivity.no-such-protocol`. */
export function protocolNamed(protocol: string, source?: string): Protocol {
  const spoken = protocols.find((candidate) => candidate.name === protocol);
  if (spoken) return spoken;
  const known = protocols.map((candidate) => candidate.name).join(', ');
  if (source === undefined) throw connectivityFailures['no-such-protocol']({ protocol, known });
  throw connectivityFailures['unknown-protocol']({ name: source, protocol, known });
}

/** What people call a protocol; its name where this program has none of it any more. */
export function titleOf(protocol: string): Bilingual {
  return protocols.find(({ name }) => name === protocol)?.title ?? same(protocol);
}

function fitting<S extends TSchema>(schema: S, value: unknown, at: string): Static<S> {
  const outcome = check(schema, value);
  if (outcome.ok) return outcome.value;
  const [problem] = outcome.problems;
  throw connectivityFailures['bad-source']({
    place: `${at}${problem?.path ?? '/'}`,
    problem: problem?.message ?? same('is not valid'),
  });
}
