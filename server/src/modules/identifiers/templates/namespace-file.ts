// A namespace from a file, for a node whose prefix record is held by its parent: the setting
// `namespaceFile`, as Handle.Net has one in its configuration.
import type { Disk } from '../../../kernel/world/disk.ts';
import { identifiersFailures } from '../failures.ts';
import { parseNamespace, type Namespace } from './namespace.ts';

/** Undefined where no file is set. Fails with `identifiers.bad-namespace-file`. */
export async function readNamespaceFile(
  disk: Disk,
  { file, setting }: { file: string; setting: string },
): Promise<Namespace | undefined> {
  if (file === '') return undefined;
  const bytes = await disk.read(file);
  const unreadable = { en: 'it cannot be read', zh: '无法读取' };
  if (bytes === undefined) throw refused(unreadable);
  const parsed = parseNamespace(Buffer.from(bytes).toString('utf8'));
  if (!parsed.ok) throw refused(parsed.reason);
  return parsed.namespace;

  function refused(reason: { en: string; zh: string }): Error {
    return identifiersFailures['bad-namespace-file']({ setting, file, reason });
  }
}
