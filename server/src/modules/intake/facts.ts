// Facts that gateways tell: machine models, and the events that may come from another process. What names another
// enterprise than the stream's is refused; events keep the id of whoever told them, so that twice is once.
import { covers } from '../../kernel/access/rights.ts';
import type { EventDefinition, Events } from '../../kernel/events/events.ts';
import { Failure } from '../../kernel/failure/failure.ts';
import { check, Type, type Static, type TSchema } from '../../kernel/schema/schema.ts';
import type { Facts, TierEvent } from '../../wire/tier/facts.ts';
import { assetSchema, signalSchema, type Assets, type MachineModel } from '../assets/api.ts';
import { partFinished } from '../connectivity/api.ts';
import { intakeFailures } from './failures.ts';

type TierEventKind = {
  readonly event: EventDefinition;
  /** Every identifier that it speaks of; the first one begins its id. */
  readonly identifiersOf: (body: never) => readonly [string, ...string[]];
};

function tierEvent<S extends TSchema>(
  event: EventDefinition<S>,
  identifiersOf: (body: Static<S>) => readonly [string, ...string[]],
): TierEventKind {
  return { event, identifiersOf: identifiersOf as TierEventKind['identifiersOf'] };
}

/** The events that a gateway may tell; others are refused by name. */
const tierEvents: readonly TierEventKind[] = [
  tierEvent(partFinished, ({ machine, values }) => [
    machine,
    ...values.map(({ signal }) => signal),
  ]),
];

const modelSchema = Type.Object({
  machine: assetSchema,
  components: Type.Array(assetSchema),
  signals: Type.Array(signalSchema),
});

const idCharactersMax = 1_000;

/** One number: a way to take it, or why it is refused. */
export type CheckedFact =
  | { readonly ok: true; readonly take: (given: FactTakers) => Promise<unknown> }
  | { readonly ok: false; readonly failure: Failure };
export type FactTakers = { readonly events: Events; readonly assets: Assets };

/** In the order of their numbers: events first. */
export function checkFacts(
  facts: Facts,
  of: { readonly stream: string; readonly enterprise: string },
): CheckedFact[] {
  const checked = (work: () => CheckedFact): CheckedFact => {
    try {
      return work();
    } catch (error) {
      if (error instanceof Failure) return { ok: false, failure: error };
      throw error;
    }
  };
  return [
    ...facts.events.map((event) => checked(() => checkEvent(event, of))),
    ...facts.models.map((model) => checked(() => checkModel(model, of))),
  ];
}

type Of = { readonly stream: string; readonly enterprise: string };

function checkEvent({ name, id, body }: TierEvent, of: Of): CheckedFact {
  const { stream } = of;
  const kind = tierEvents.find(({ event }) => event.name === name);
  if (kind === undefined) {
    throw intakeFailures['bad-fact']({ stream, reason: `unknown event ${name.slice(0, 100)}` });
  }
  const fits = check(kind.event.schema, body);
  if (!fits.ok) throw intakeFailures['bad-fact']({ stream, reason: problemsOf(name, fits) });
  const identifiers = kind.identifiersOf(fits.value as never);
  for (const identifier of identifiers) checkIdentifier(identifier, of);
  // Whose id begins with his own machine cannot take the id of another's event.
  if (!id.startsWith(`${identifiers[0]} `) || id.length > idCharactersMax || id.includes('\0')) {
    throw intakeFailures['bad-fact']({ stream, reason: 'the id is not of its machine' });
  }
  return { ok: true, take: ({ events }) => events.tell(kind.event, [{ id, body: fits.value }]) };
}

function checkModel(model: unknown, of: Of): CheckedFact {
  const fits = check(modelSchema, model);
  if (!fits.ok) {
    throw intakeFailures['bad-fact']({ stream: of.stream, reason: problemsOf('model', fits) });
  }
  const { machine, components, signals }: MachineModel = fits.value;
  for (const { identifier } of [machine, ...components, ...signals]) {
    checkIdentifier(identifier, of);
  }
  return { ok: true, take: ({ assets }) => assets.put(fits.value) };
}

function checkIdentifier(identifier: string, { stream, enterprise }: Of): void {
  if (identifier.includes('/') && covers(enterprise, identifier)) return;
  throw intakeFailures['mixed-enterprises']({ stream, identifier: identifier.slice(0, 200) });
}

function problemsOf(what: string, { problems }: { problems: readonly { path: string }[] }): string {
  return `${what}: ${problems[0]?.path ?? '/'}`;
}
