// A file that is one JSON document: one moment, or a list of them.
import type { Disk, FileFacts } from '../../../../kernel/world/disk.ts';
import type { RecordProblem, RecordReadings } from '../records/record-reader.ts';
import type { FileReading, ReadFile } from './file-text.ts';

const recordsMax = 500_000;
const problemsMax = 1_000;
const fileBytesMax = 32 * 1024 * 1024;

export async function readJsonFile(
  disk: Disk,
  path: string,
  { facts, reading, nowUs }: { facts: FileFacts; reading: FileReading; nowUs: number },
): Promise<ReadFile> {
  const wrong = (trouble: RecordProblem['trouble'], excerpt = ''): ReadFile => ({
    moments: [],
    problems: [{ line: 1, key: 'file', trouble, excerpt }],
  });
  if (facts.bytes > fileBytesMax) return wrong('file-too-large', `${facts.bytes} bytes`);
  const { encoding = 'utf-8', records } = reading.settings.connection;
  let text: string;
  try {
    const bytes = await disk.readRange(path, 0, facts.bytes);
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return wrong('not-text');
    throw error;
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return wrong('not-json', text.slice(0, 120));
  }
  const found = records === undefined ? document : reading.paths.at(document, records);
  const list: readonly unknown[] = Array.isArray(found) ? found : [found];
  const bareUs = Math.floor(facts.modifiedMs) * 1_000;
  const moments: RecordReadings[] = [];
  const problems: RecordProblem[] = [];
  if (list.length > recordsMax)
    problems.push({ line: 1, key: 'file', trouble: 'too-many-records', excerpt: '' });
  for (const [at, value] of list.slice(0, recordsMax).entries()) {
    if (value === undefined) {
      const excerpt = text.slice(0, 120);
      problems.push({ line: 1, key: records ?? '', trouble: 'no-record', excerpt });
      continue;
    }
    const read = reading.reader.read(reading.paths.record(value, at + 1), nowUs);
    if (read.readings.length > 0)
      moments.push({
        timeUs: read.timeUs ?? bareUs + at + 1,
        readings: read.readings,
        problems: [],
      });
    if (problems.length < problemsMax) problems.push(...read.problems);
  }
  return { moments, problems };
}
