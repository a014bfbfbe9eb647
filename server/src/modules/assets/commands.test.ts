// The verbs of the command line, against a program over HTTP.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { apiCaller } from '../../cli/api-caller.ts';
import { commandInput } from '../../testing/command-input.ts';
import { folderOf, openDoor, startModules } from '../../testing/start-modules.ts';
import { assetsPort } from './api.ts';
import { assetCommands } from './commands.ts';
import { assetsModule } from './module.ts';
import { pressModel } from './testing/press-model.ts';

test('list, show, move, import and export', async (context) => {
  const modules = [assetsModule, openDoor('platform')];
  const program = await startModules(context, { modules, roles: ['platform'] });
  await program.port(assetsPort).put(pressModel('1', ['上海']));
  const api = apiCaller({ origin: program.origin, token: '88.118.8' });
  const run = async (verb: string, args: Record<string, string>, options = {}) => {
    const { input, printed } = commandInput({ api, args, options });
    const command = assetCommands.find(({ words }) => words[1] === verb);
    const code = await command?.run(input);
    return { code, text: printed.join('\n') };
  };
  const file = join(folderOf(context), 'plant.json');
  const rows = [
    { identifier: '88.118.8/A-hall', parent: '88.118.8', kind: 'site', name: 'Hall' },
    { identifier: '88.118.8/M-2', parent: '88.118.8/Hall', kind: 'machine', name: 'Saw' },
  ];
  writeFileSync(file, JSON.stringify({ assets: rows }));
  const importing = { enterprise: '88.118.8', file };
  const dry = await run('import', importing, { '--dry-run': 'true' });
  assert.match(dry.text, /2 created, 0 changed, 0 unchanged, 0 wrong \(dry run\)/);
  assert.doesNotMatch((await run('list', { identifier: '88.118.8' })).text, /Hall/);
  assert.equal((await run('import', importing)).code, 0);
  assert.match(
    (await run('list', { identifier: '88.118.8' })).text,
    /site +Hall +88\.118\.8\/A-hall +1/,
  );
  assert.match((await run('list', {}, { '--words': 'saw' })).text, /^machine +Saw/);
  const moved = await run('move', { identifier: '88.118.8/M-1', to: '88.118.8/A-hall' });
  assert.equal(moved.text, '88.118.8 / Hall / Press 1');
  assert.match((await run('show', { identifier: '88.118.8/M-1' })).text, /→ partOf +Hall/);
  const exported = JSON.parse((await run('export', { identifier: '88.118.8' })).text) as {
    assets: { name: string }[];
  };
  assert.ok(exported.assets.some(({ name }) => name === 'Saw'));
  writeFileSync(
    file,
    JSON.stringify({ assets: [{ parent: '88.118.8', kind: 'city', name: 'x' }] }),
  );
  const wrong = await run('import', importing, { '--dry-run': 'true' });
  assert.equal(wrong.code, 2);
  assert.match(wrong.text, /! Assets 1 kind: The kind "city" is not known/);
});
