// How Node is started for the program. A gateway alone stands beside machines on small computers: it is given less memory
// for garbage, which costs processor time only at rates that no gateway alone sees (docs/decisions/2026-11-23-lean-gateway.md).

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

/** Of the words behind `jingwei`. The role that only a file names is not seen here, and nothing else depends on it. */
export function launchOf(words, role = process.env.JINGWEI_ROLE) {
  if (words[0] !== 'start') return plain;
  const at = words.findIndex((word) => word === '--role' || word.startsWith('--role='));
  const word = words[at] ?? '';
  const told = word === '--role' ? words[at + 1] : word.slice('--role='.length);
  return (at < 0 ? role : told)?.trim() === 'gateway' ? lean : plain;
}
