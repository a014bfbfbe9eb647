import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isFailure } from '../../../kernel/failure/failure.ts';
import { commandInput } from '../../../testing/command-input.ts';
import { temporaryFolder } from '../../../testing/temporary-folder.ts';
import { sourceCommands } from './source-commands.ts';

const { path: folder, remove } = temporaryFolder();
after(remove);

async function run(
  verb: string,
  given: { args?: Record<string, string>; options?: Record<string, string>; json?: boolean },
  reply: unknown = {},
) {
  const calls: unknown[] = [];
  const { input, printed, noted } = commandInput({
    ...given,
    api: {
      origin: 'http://127.0.0.1:9',
      download: () => Promise.reject(new Error('nothing is downloaded here')),
      call: async <T>(...call: unknown[]) => {
        calls.push(call);
        return reply as T;
      },
    },
  });
  const command = sourceCommands.find(({ words }) => words.join(' ') === `source ${verb}`);
  assert.equal(await command?.run(input), 0);
  return { calls, printed, noted };
}

const status = {
  name: 'okuma',
  protocol: 'mtconnect-shdr',
  address: '10.0.0.2:7878',
  state: 'waiting',
  machines: ['88.118.8/M-1'],
  signals: 3,
  figures: [],
  readings: 5,
  refused: 1,
  trouble: { en: 'no answer', zh: '没有应答' },
};

test('source add sends the settings with the file', async () => {
  const devices = join(folder, 'Devices.xml');
  writeFileSync(devices, '<MTConnectDevices/>');
  const options = {
    '--address': '10.0.0.2:7878',
    '--devices': devices,
    '--enterprise': '88.118.9',
  };
  const { calls, printed } = await run('add', { args: { name: 'okuma' }, options }, status);
  assert.deepEqual(calls, [
    [
      'POST',
      '/api/sources?enterprise=88.118.9',
      {
        name: 'okuma',
        protocol: 'mtconnect-shdr',
        connection: { host: '10.0.0.2', port: 7878, devices: '<MTConnectDevices/>' },
      },
    ],
  ]);
  assert.deepEqual(printed, [
    'okuma  waiting to connect again  mtconnect-shdr 10.0.0.2:7878  5 readings, 1 refused',
    '  88.118.8/M-1',
    '  trouble: no answer',
  ]);
});

test('source list and source remove', async () => {
  const { printed } = await run('list', { json: true }, { sources: [status] });
  assert.deepEqual(JSON.parse(printed[0] ?? ''), { sources: [status] });
  assert.match((await run('list', {}, { sources: [] })).noted[0] ?? '', /no sources/);
  const { calls } = await run('remove', { args: { name: 'okuma' } });
  assert.deepEqual(calls, [['DELETE', '/api/sources/okuma']]);
});

test('settings that name no protocol are of the one that is said beside them', async () => {
  const settings = join(folder, 'settings.json');
  const sent = async (said: object, options: Record<string, string>) => {
    writeFileSync(settings, JSON.stringify({ connection: {}, ...said }));
    const given = { args: { name: 'x' }, options: { '--settings': settings, ...options } };
    const { calls } = await run('add', given, status);
    return (calls as [string, string, { protocol: string }][])[0]?.[2].protocol;
  };
  assert.equal(await sent({}, { '--protocol': 's7' }), 's7');
  assert.equal(await sent({ protocol: 'opc-ua' }, { '--protocol': 's7' }), 'opc-ua');
});

test('what is not host:port is refused before anybody is asked', async () => {
  for (const address of ['', 'host', 'host:0', 'fe80::1:7878']) {
    const options = { '--address': address, '--devices': join(folder, 'none') };
    await assert.rejects(
      run('add', { args: { name: 'x' }, options }),
      (error) => isFailure(error, 'connectivity.bad-address'),
      address,
    );
  }
});

test('a file that is missing, a folder or not text is refused by name', async () => {
  writeFileSync(join(folder, 'binary'), Uint8Array.of(0xff, 0xfe));
  const cases = [
    ['none', 'connectivity.no-file'],
    ['', 'connectivity.file-unreadable'],
    ['binary', 'connectivity.file-unreadable'],
  ];
  for (const [name = '', code = ''] of cases) {
    const options = { '--address': 'h:1', '--devices': join(folder, name) };
    await assert.rejects(
      run('add', { args: { name: 'x' }, options }),
      (error) => isFailure(error, code),
      name,
    );
  }
});
