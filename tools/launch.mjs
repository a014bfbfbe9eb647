// How Node is started for the program. A gateway alone stands beside machines on small computers: it is given less memory
// for garbage, which costs processor time only at rates that no gateway alone sees (docs/decisions/2026-11-23-lean-gateway.md).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const lean = {
  // Of the young: 64 MiB twice otherwise. And a full collection after a fifth more, not after twice as much.
  flags: ['--max-semi-space-size=8', '--heap-growing-percent=20'],
  // glibc keeps what was freed, in an arena for each thread, unless told otherwise. Others do not know these names.
  environment: {
    MALLOC_ARENA_MAX: '2',
    MALLOC_TRIM_THRESHOLD_: '262144',
    MALLOC_MMAP_THRESHOLD_: '262144',
  },
};
const plain = { flags: [], environment: {} };

/** Of the words behind `jingwei`: the flag goes before the environment, and that before the settings file. */
export function launchOf(words, environment = process.env) {
  if (words[0] !== 'start') return plain;
  const role = told(words, '--role') ?? environment.JINGWEI_ROLE ?? roleInFile(words, environment);
  return role.trim() === 'gateway' ? lean : plain;
}

/** What follows the flag, in either form; empty where nothing does. */
function told(words, flag) {
  const at = words.findIndex((word) => word === flag || word.startsWith(`${flag}=`));
  if (at < 0) return undefined;
  return words[at] === flag ? (words[at + 1] ?? '') : words[at].slice(flag.length + 1);
}

/** The file is found as the program finds it, which also says what is wrong with it. */
function roleInFile(words, environment) {
  const folder = told(words, '--data') ?? environment.JINGWEI_DATA ?? 'data';
  const file =
    told(words, '--config') ?? environment.JINGWEI_CONFIG ?? join(folder, 'settings.json');
  try {
    const { program } = JSON.parse(readFileSync(file, 'utf8'));
    return String(program?.role ?? '');
  } catch {
    return '';
  }
}
