// Files that grow: what was synced survives, what was not is cut anywhere, a full disk says so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryFolder } from '../../testing/temporary-folder.ts';
import { isFailure } from '../failure/failure.ts';
import { realDisk } from './real/disk.ts';
import { SimulatedMachines } from './simulated/machines.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

test('what is written in parts is read back, cut, and goes on after it was opened again', async () => {
  const folder = temporaryFolder();
  try {
    const path = `${folder.path}/a`;
    const file = await realDisk.openAppend(path);
    const many = Array.from({ length: 3_000 }, (_, n) => bytesOf(`${n % 10}`));
    await file.append([bytesOf('ab'), bytesOf(''), bytesOf('cd')]);
    await file.append(many);
    await file.sync();
    assert.equal(file.size, 3_004);
    assert.equal(textOf(await realDisk.readRange(path, 2, 7)), 'cd012');
    assert.equal(textOf(await realDisk.readRange(path, 3_002, 9_000)), '89');
    await file.truncate(3);
    await file.close();
    const again = await realDisk.openAppend(path);
    await again.append([bytesOf('x')]);
    await again.close();
    assert.equal(textOf(await realDisk.read(path)), 'abcx');
  } finally {
    folder.remove();
  }
});

test('a simulated crash keeps what was synced and any part of the rest', async () => {
  const lengths = new Set<number>();
  for (let seed = 1; seed <= 40; seed += 1) {
    const machines = new SimulatedMachines(seed);
    const machine = machines.machine('a');
    const play = async (): Promise<void> => {
      const { disk } = machine.boot();
      const file = await disk.openAppend('/a');
      await file.append([bytesOf('synced')]);
      await file.sync();
      await file.append([bytesOf('later')]);
      machine.crash();
      const left = textOf(await machine.boot().disk.read('/a'));
      assert.ok(left.startsWith('synced'), left);
      lengths.add(left.length);
    };
    await machines.time.run(play(), 60_000);
  }
  assert.ok(lengths.size >= 4, [...lengths].join());
});

test('a full simulated disk says so and takes nothing', async () => {
  const machines = new SimulatedMachines(1);
  const machine = machines.machine('a');
  const play = async (): Promise<void> => {
    const { disk } = machine.boot();
    machine.disk.bytesMax = 5;
    const file = await disk.openAppend('/a');
    await file.append([bytesOf('abc')]);
    await assert.rejects(file.append([bytesOf('def')]), (error) =>
      isFailure(error, 'world.disk-full'),
    );
    assert.equal(file.size, 3);
  };
  await machines.time.run(play(), 60_000);
});
