// The verbs on a running program: what a person at a terminal does and reads.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { commandInput } from '../../testing/command-input.ts';
import { ask, folderOf } from '../../testing/start-modules.ts';
import type { CommandInput } from '../../kernel/module/command.ts';
import { isFailure } from '../../kernel/failure/failure.ts';
import { upkeepCommands } from './commands.ts';
import { enterprise, machine, SetClock, UpkeepUnderTest } from './testing/upkeep-under-test.ts';

const startUs = Date.parse('2026-10-20T08:00:00Z') * 1_000;
const signal = `${machine}/force`;

function verbs(upkeep: UpkeepUnderTest) {
  const api: CommandInput['api'] = {
    origin: upkeep.program.origin,
    async call<T>(method: string, path: string, body?: unknown): Promise<T> {
      const answer = await ask(upkeep.program, path, { method, as: '*', body });
      assert.equal(answer.status, 200, `${method} ${path}: ${answer.text}`);
      return answer.body as T;
    },
    download: () => Promise.reject(new Error('nothing is downloaded')),
  };
  return async (
    verb: string,
    args: Record<string, string>,
    options: Record<string, string> = {},
  ): Promise<string> => {
    const command = upkeepCommands.find(({ words }) => words[1] === verb);
    assert.ok(command, verb);
    const { input, printed, noted } = commandInput({ args, options, api });
    assert.equal(await command.run(input), 0, noted.join('\n'));
    return printed.join('\n');
  };
}

test('corrected, listed, undone, thinned and backed up from a terminal', async (t) => {
  const clock = new SetClock(Date.parse('2026-11-23T00:00:00Z'));
  const upkeep = await UpkeepUnderTest.start(t, { clock });
  await upkeep.describe([{ id: 'force', type: 'FORCE', value: 'number' }]);
  await upkeep.tell([0, 1, 2].map((n) => ['force', startUs + n * 1_000_000, n] as const));
  await upkeep.tell([['force', clock.nowMs * 1_000, 9]]);
  const verb = verbs(upkeep);
  const span = { '--from': '2026-10-20T08:00:01Z', '--to': '2026-10-20T08:00:02Z', '--why': 'x' };
  assert.match(await verb('correct', { signal }, { ...span, '--offset': '40' }), /counts/);
  assert.deepEqual(await upkeep.values('force'), [0, 41, 2, 9]);
  const listed = await verb('corrections', { enterprise });
  const id = listed.split(/\s+/)[0] ?? '';
  assert.match(await verb('undo', { signal, id }, { '--why': 'y' }), /undone/);
  assert.deepEqual(await upkeep.values('force'), [0, 1, 2, 9]);
  await assert.rejects(
    verb('correct', { signal }, { ...span, '--offset': '1', '--withdraw': 'true' }),
    (error) => isFailure(error, 'upkeep.bad-change'),
  );
  const made = await verb('backup', {});
  assert.match(made, /4 readings of 1 series/);
  const name = made.split(' ')[0] ?? '';
  assert.match(await verb('verify', { backup: name }), /as they were made/);
  const file = join(folderOf(t), 'policies.json');
  const policy = { name: 'short', position: 1, keepRawDays: 7, removeAfterDays: 7 };
  writeFileSync(file, JSON.stringify({ short: policy }));
  assert.match(await verb('policies', { enterprise }, { '--put': file }), /short .* 3 /);
  assert.match(await verb('apply', { enterprise }), /^done: .* 3 removed/);
  assert.deepEqual(await upkeep.values('force'), [9]);
  assert.match(await verb('restore', { backup: name }, { '--under': enterprise }), /3 readings/);
  assert.deepEqual(await upkeep.values('force'), [0, 1, 2, 9]);
  assert.match(await verb('backups', {}), /whole/);
});
