// The keys of children that run elsewhere, as the settings of their parent name them: prefix=FILE.
import type { Disk } from '../../../kernel/world/disk.ts';
import { canonicalKey } from '../../../wire/handle/handle.ts';
import { identifiersFailures } from '../failures.ts';
import type { NodeTrust } from './node-trust.ts';

/** Fails with `identifiers.bad-address` and `trust.bad-child-key`. */
export async function certifyConfigured(
  trust: NodeTrust,
  settings: readonly string[],
  disk: Disk,
): Promise<void> {
  for (const text of settings) {
    const { prefix, rest: file } = prefixed(text, 'delegationKeys', 'prefix=FILE');
    const bytes = await disk.read(file);
    const pem = Buffer.from(bytes ?? []).toString('latin1');
    await trust.certifyConfigured(canonicalKey(prefix), pem, file);
  }
}

/** `88.118=something`. */
export function prefixed(
  text: string,
  setting: string,
  form: string,
): { readonly prefix: string; readonly rest: string } {
  const equals = text.indexOf('=');
  const [prefix, rest] = [text.slice(0, Math.max(0, equals)).trim(), text.slice(equals + 1).trim()];
  if (prefix === '' || rest === '') {
    throw identifiersFailures['bad-address']({ setting, text, form });
  }
  return { prefix, rest };
}
