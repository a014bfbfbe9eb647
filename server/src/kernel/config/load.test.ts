import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Failure } from '../failure/failure.ts';
import { Type } from '../schema/schema.ts';
import { loadConfig } from './load.ts';
import { defineConfig, setting } from './section.ts';

const about = { en: 'a setting', zh: '一项设置' };
const sections = [
  defineConfig(
    'topNode',
    Type.Object({
      port: setting.port(2641, about),
      host: setting.text('127.0.0.1', about),
      roots: setting.texts([], about),
    }),
  ),
  defineConfig('plant', Type.Object({ enabled: setting.flag(true, about) })),
];
const nothing = { environment: {}, flags: {} };

test('defaults hold where nothing else is said', () => {
  assert.deepEqual(loadConfig(sections, nothing), {
    topNode: { port: 2641, host: '127.0.0.1', roots: [] },
    plant: { enabled: true },
  });
});

test('a flag beats the environment, which beats the file, which beats the default', () => {
  const file = { path: 'j.json', text: '{"topNode":{"port":1,"host":"a","roots":["x:1"]}}' };
  const settings = loadConfig(sections, {
    file,
    environment: { JINGWEI_TOP_NODE_PORT: '2', JINGWEI_TOP_NODE_HOST: 'b', PATH: '/bin' },
    flags: { '--top-node-port': '3', '--plant-enabled': 'false' },
  });
  assert.deepEqual(settings, {
    topNode: { port: 3, host: 'b', roots: ['x:1'] },
    plant: { enabled: false },
  });
});

test('every problem is told at once, with its place and the nearest known key', () => {
  assert.throws(
    () =>
      loadConfig(sections, {
        file: { path: 'j.json', text: '{"topNode":{"prot":1},"plant":{"enabled":"maybe"}}' },
        environment: { JINGWEI_TOP_NODE_PROT: '2' },
        flags: { '--top-node-port': 'many', '--nonsense-entirely': '1' },
      }),
    (error: unknown) => {
      assert.ok(error instanceof Failure);
      assert.equal(error.code, 'config.invalid');
      for (const part of [
        'j.json: unknown setting topNode.prot (did you mean topNode.port?)',
        'unknown setting JINGWEI_TOP_NODE_PROT (did you mean JINGWEI_TOP_NODE_PORT?)',
        'unknown flag --nonsense-entirely',
        'topNode.port',
        'plant.enabled',
      ]) {
        assert.ok(error.message.includes(part), `${part} in ${error.message}`);
      }
      return true;
    },
  );
});

test('a damaged file is named with the fault', () => {
  assert.throws(
    () => loadConfig(sections, { ...nothing, file: { path: '/etc/j.json', text: '{"a":' } }),
    /\/etc\/j\.json: not JSON/,
  );
});
