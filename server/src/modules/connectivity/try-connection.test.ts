// The test of a connection as an operator sees it, against a machine that speaks, is silent, lies, or is not there.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { TcpConnection } from '../../kernel/world/network.ts';
import { realWorld } from '../../kernel/world/real/world.ts';
import { mtconnectShdr } from './protocols/mtconnect-shdr/mtconnect-shdr.ts';
import { emptyPlant, reachUnderTest } from './testing/source-under-test.ts';
import { tryConnection } from './try-connection.ts';

const devices = `<MTConnectDevices><Devices><Device id="d" uuid="m1" name="m1"><DataItems>
  <DataItem id="x" name="Xact" category="SAMPLE" type="POSITION" units="MILLIMETER"/>
</DataItems></Device></Devices></MTConnectDevices>`;

async function tried(t: TestContext, host: string, say: (machine: TcpConnection) => void) {
  const listener = await realWorld.network.listenTcp({ host, port: 0 }, say);
  t.after(() => listener.close());
  const { reach, remove } = reachUnderTest();
  t.after(remove);
  const connection = { ...listener.address, devices };
  const settings = { name: 'm', protocol: 'mtconnect-shdr', connection };
  const steps = await tryConnection(
    { ...reach, plant: emptyPlant },
    mtconnectShdr.describe('88.118.8', settings),
  );
  return steps.map(({ ok, says }) => [ok, says.en]);
}

for (const host of ['127.0.0.1', '::1']) {
  test(`a machine on ${host} that speaks: connected, and what it said first`, async (t) => {
    const steps = await tried(t, host, (machine) => void machine.write('|Xact|1.5\n'));
    assert.deepEqual(steps, [
      [true, 'The machine accepted the connection.'],
      [true, '1 of 1 signals told a value, the first x = 1.5.'],
    ]);
  });
}

test('a machine that tells something else: what it told, and the remedy', async (t) => {
  const steps = await tried(t, '127.0.0.1', (machine) => void machine.write('|Yact|1.5\n'));
  assert.equal(steps[1]?.[0], false);
  assert.match(String(steps[1]?.[1]), /could not be taken: Yact, Yact\|1\.5\. .+/);
});

test('a machine that hangs up, and one that is not there', async (t) => {
  const steps = await tried(t, '127.0.0.1', (machine) => machine.end());
  assert.deepEqual(steps[1], [false, 'the machine closed the connection']);
  const { reach, remove } = reachUnderTest();
  t.after(remove);
  const connection = { host: '127.0.0.1', port: 1, devices };
  const settings = { name: 'm', protocol: 'mtconnect-shdr', connection };
  const [step] = await tryConnection(
    { ...reach, plant: emptyPlant },
    mtconnectShdr.describe('88.118.8', settings),
  );
  assert.match(step?.says.en ?? '', /Cannot connect/);
});
