import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, openDoor, startModules } from '../../../testing/start-modules.ts';
import { assetsModule } from '../../assets/module.ts';
import { outboxModule } from '../../outbox/module.ts';
import { sourcesPort } from '../api.ts';
import { gatewayModule } from '../module.ts';

test('what is no fingerprint is refused in words, and what there is to trust is the protocol’s to say', async (t) => {
  const modules = [outboxModule, gatewayModule, assetsModule, openDoor('gateway')];
  const program = await startModules(t, { modules, roles: ['gateway'] });
  const connection = { host: '127.0.0.1', port: 1 };
  const settings = { name: 'oven', protocol: 'modbus-tcp', connection, signals: [] };
  await program.port(sourcesPort).ensure('88.118.8', settings);
  const trust = async (name: string, fingerprint: string) => {
    const path = `/api/sources/${name}/trust`;
    const asked = { method: 'POST', as: '88.118.8', body: { fingerprint } };
    return (await ask(program, path, asked)).body as { code: string; message: object };
  };
  const wrong = await trust('oven', 'abc');
  assert.equal(wrong.code, 'connectivity.bad-fingerprint');
  assert.match(JSON.stringify(wrong), /64 hexadecimal digits.*source test oven/);
  assert.equal((await trust('oven', 'ab'.repeat(32))).code, 'connectivity.no-certificates');
  assert.equal((await trust('nosuch', 'abc')).code, 'connectivity.unknown-source');
});
