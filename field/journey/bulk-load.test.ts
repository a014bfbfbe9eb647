// A load of identifiers is broken off by kill -9 of the node, goes on after its restart, and nothing that was
// acknowledged is missing.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { until } from '../../server/src/testing/until.ts';
import { spawnJingwei, startRealProgram } from '../testing/program.ts';

const folder = temporaryFolder();
after(() => folder.remove());

const count = 60_000;
const file = join(folder.path, 'items.jsonl');
const flags = ['--free-ports', '--role', 'enterprise'];
const handleOf = (n: number): string => `88.118.8/BULK-${n}`;
type Result = { line: number; handle: string; outcome: string };
const resultsIn = (text: string): Result[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Result);

test('kill -9 in a load: what was acknowledged is there, and the load goes on', async (t) => {
  const lines = Array.from({ length: count }, (_, n) =>
    JSON.stringify({ handle: handleOf(n), values: { URL: `https://example.org/${n}` } }),
  );
  writeFileSync(file, lines.join('\n'));
  const program = await startRealProgram(folder.path, flags);
  const words = ['load', file, '--results', '--data', join(folder.path, 'data')];
  const broken = spawnJingwei(words);
  const ended = once(broken.process, 'close');
  await until('some calls are acknowledged', () => broken.output().length > 400_000, 60_000);
  await program.kill();
  const [code] = (await ended) as [number];
  assert.equal(code, 4, broken.errors());
  const acknowledged = resultsIn(broken.output());
  assert.ok(acknowledged.length > 1_000 && acknowledged.length < count);

  const again = await startRealProgram(folder.path, flags);
  t.after(() => again.kill());
  const { token } = JSON.parse(readFileSync(join(folder.path, 'data', 'run.json'), 'utf8')) as {
    token: string;
  };
  const total = async (): Promise<number> => {
    const query = 'prefix=88.118.8/BULK-&pageSize=1';
    const answer = await fetch(`${again.ready.origin}/api/handles?${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return ((await answer.json()) as { totalCount: number }).totalCount;
  };
  assert.ok((await total()) >= acknowledged.length);
  for (const at of [0, acknowledged.length >> 1, acknowledged.length - 1]) {
    const answer = await fetch(`${again.ready.origin}/api/handles/${acknowledged[at]?.handle}`);
    assert.equal(answer.status, 200, `acknowledged item ${at}`);
  }
  const rest = await again.jingwei('load', file, '--results', '--json');
  assert.equal(rest.code, 0, rest.stderr);
  const resumed = resultsIn(rest.stdout).filter(({ line }) => line !== undefined);
  assert.equal(resumed[0]?.line, acknowledged.length + 1, 'it goes on where it was');
  assert.equal(await total(), count);
});
