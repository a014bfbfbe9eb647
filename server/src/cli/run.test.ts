// What the command line says about itself, and to whoever mistypes, in both languages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineCommand } from '../kernel/module/command.ts';
import { realWorld } from '../kernel/world/real/world.ts';
import { runCommandLine } from './run.ts';

const commands = [
  defineCommand({
    words: ['source', 'add'],
    summary: { en: 'Connect a machine', zh: '接入设备' },
    args: [{ name: 'name', summary: { en: 'Its name', zh: '名称' } }],
    options: { '--address': { value: 'HOST:PORT', summary: { en: 'Where', zh: '地址' } } },
    example: { about: { en: 'A file', zh: '文件示例' }, text: '{"a": 1}' },
    run: async () => 0,
  }),
];

async function say(text: string, language = 'zh'): Promise<{ code: number; said: string }> {
  const lines: string[] = [];
  const code = await runCommandLine({
    argv: text.split(' '),
    environment: { JINGWEI_LANG: language, JINGWEI_DATA: '/nonexistent' },
    commands,
    sections: [],
    world: realWorld,
    print: (line) => lines.push(line),
    note: (line) => lines.push(line),
    ask: async () => undefined,
    signal: new AbortController().signal,
    version: '1.2.3',
    start: async () => 0,
  });
  return { code, said: lines.join('\n') };
}

test('help knows all commands, one command, and nothing else', async () => {
  assert.match((await say('help')).said, /jingwei source add <name> +接入设备/);
  for (const words of ['help source add', 'source add --help']) {
    assert.match((await say(words)).said, /--address <HOST:PORT> +地址/, words);
  }
  for (const words of ['help source', 'source --help']) {
    const told = await say(words);
    assert.deepEqual([told.code, /jingwei source add <name> +接入设备/.test(told.said)], [0, true]);
  }
  for (const words of ['help source', 'source --help', 'help source add'])
    assert.match((await say(words)).said, /\n\n文件示例\n\{"a": 1\}$/, words);
  assert.match((await say('help source --data d --lang en')).said, /Connect a machine/);
  const unknown = await say('help nonsense');
  assert.deepEqual([unknown.code, unknown.said.includes('没有命令')], [2, true]);
  assert.deepEqual(await say('--version'), { code: 0, said: '1.2.3' });
});

test('what is wrong with a command is said in the language of the reader', async () => {
  assert.match((await say('source')).said, /之后缺少内容.*\n {2}- jingwei source add <name>/);
  assert.match((await say('source add')).said, /^缺少 <name>。\n用法：/);
  assert.match((await say('source add', 'en')).said, /^<name> is missing\.\nUsage:/);
  assert.match((await say('source add a b')).said, /多余的参数“b”/);
  assert.match((await say('source add a --odd')).said, /没有选项 --odd/);
  assert.match((await say('source add a --address')).said, /--address 需要一个值/);
});
