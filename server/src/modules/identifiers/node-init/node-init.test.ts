// A node set up by flags and by dialogue: what is asked, what is refused, what is written.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { isFailure } from '../../../kernel/failure/failure.ts';
import { commandInput } from '../../../testing/command-input.ts';
import { temporaryFolder } from '../../../testing/temporary-folder.ts';
import { nodeInitCommand } from './commands.ts';

function folderOf(t: TestContext): string {
  const { path, remove } = temporaryFolder();
  t.after(remove);
  return path;
}

const flags = {
  '--tier': 'enterprise',
  '--prefix': '88.118.8',
  '--public-host': 'node.example',
  '--port': '2700',
};

test('one line of flags writes keys and settings, and tells what is left to do', async (t) => {
  const folder = folderOf(t);
  const { input, printed } = commandInput({ options: { ...flags, '--data': folder } });
  assert.equal(await nodeInitCommand.run(input), 0);
  const settings = JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8')) as {
    program: unknown;
    enterpriseNode: Record<string, unknown>;
  };
  assert.deepEqual(settings.program, { role: 'enterprise' });
  const { prefix, host, publicHost, port } = settings.enterpriseNode;
  assert.deepEqual([prefix, host, publicHost, port], ['88.118.8', '::', 'node.example', 2700]);
  for (const file of ['settings.json', 'keys/admin.key', 'enterprise-node/node.key']) {
    assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600, file);
  }
  assert.match(printed.join('\n'), /Open port 2700, UDP and TCP/);
  assert.match(printed.join('\n'), /delegation 88\.118\.8=node\.example:2700/);
});

test('the dialogue asks for the rest, again after what will not do, and keeps to defaults', async (t) => {
  const folder = folderOf(t);
  const asked: string[] = [];
  const answers = ['second-level', '88..118', '88.118', '', '99999', '2650', '', '', ''];
  const { input, noted } = commandInput({
    options: { '--data': folder },
    ask: async (question) => {
      asked.push(question);
      return answers.shift() ?? '';
    },
  });
  assert.equal(await nodeInitCommand.run(input), 0);
  assert.equal(noted.length, 2);
  assert.ok(asked.some((question) => question.includes('[127.0.0.1]')));
  const text = readFileSync(join(folder, 'settings.json'), 'utf8');
  const { secondLevelNode } = JSON.parse(text) as {
    secondLevelNode: { port: number; host: string };
  };
  assert.deepEqual([secondLevelNode.port, secondLevelNode.host], [2650, '127.0.0.1']);
});

test('a flag that will not do, or is missing where nobody can be asked, writes nothing', async (t) => {
  const folder = folderOf(t);
  for (const change of [
    { '--tier': 'middle' },
    { '--prefix': '88/118' },
    { '--port': '0' },
    { '--parent': 'ftp://x' },
    { '--public-host': 'a b' },
    { '--prefix': undefined },
  ]) {
    const options = { ...flags, ...change, '--data': folder };
    await assert.rejects(nodeInitCommand.run(commandInput({ options }).input), (error) =>
      isFailure(error, 'identifiers.bad-answer'),
    );
  }
  const authority = { '--parent': 'https://127.0.0.1:9', '--parent-authority': '/nowhere.pem' };
  const options = { ...flags, ...authority, '--data': folder };
  await assert.rejects(nodeInitCommand.run(commandInput({ options }).input), (error) =>
    isFailure(error, 'identifiers.bad-authority-file'),
  );
  assert.deepEqual(readdirSync(folder), []);
});

test('a folder that holds a node is left as it is', async (t) => {
  const folder = folderOf(t);
  writeFileSync(join(folder, 'settings.json'), '{}');
  const { input } = commandInput({ options: { ...flags, '--data': folder } });
  await assert.rejects(nodeInitCommand.run(input), (error) =>
    isFailure(error, 'identifiers.folder-in-use'),
  );
  assert.deepEqual(readdirSync(folder), ['settings.json']);
});

test('a parent that is not there is told, in both languages, and asked later', async (t) => {
  for (const [language, words] of [
    ['en', /is not reached.*nothing listens there/],
    ['zh', /无法连接.*该端口无程序监听/],
  ] as const) {
    const parent = { '--parent': 'http://127.0.0.1:9', '--invitation': 'secret-code' };
    const options = { ...flags, ...parent, '--data': folderOf(t) };
    const { input, printed } = commandInput({ options, language });
    assert.equal(await nodeInitCommand.run(input), 0);
    assert.match(printed.join('\n'), words);
    assert.doesNotMatch(printed.join('\n'), /secret-code/);
  }
});
