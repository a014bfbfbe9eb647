// Readings a second from machines on real sockets into the store: the program plays all roles but the plant, so that the
// store holds nothing else, and what it holds is counted after the program has ended.
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../../server/src/testing/temporary-folder.ts';
import { freePort } from '../../testing/free-port.ts';
import type { Figure } from '../report.ts';
import { MeasuredProgram, startMachineProcess } from './measured-program.ts';
import type { MachineKind } from './machines.ts';

export const allRoles = ['--role', 'top,second-level,enterprise,resolver,gateway,platform'];
export const openBroker = ['--broker-anonymous', '*'];
const window = 150_000;

type Load = {
  readonly kind: MachineKind;
  readonly signals: number;
  readonly perMessage: number;
  readonly seconds: number;
  /** A broker of somebody else in front of the source; ours unless given. */
  readonly brokerPort?: number;
};

export async function throughput(load: Load): Promise<Record<string, Figure>> {
  const { kind, signals, perMessage, seconds } = load;
  const measured = await MeasuredProgram.start([...allRoles, ...openBroker]);
  const port = load.brokerPort ?? measured.program.listener('broker').port;
  const machine = await startMachineProcess({ kind, port, signals, perMessage });
  await measured.connect(sourceOf(kind, machine.found));
  await machine.ready();
  // Until what the machine is has been learned and the code on the way is compiled.
  const { origin } = measured;
  const born = kind === 'sparkplug' ? signals : 0;
  const warm = await machine.run({ seconds: 3, origin, window, stamps: false });
  await measured.untilStored(born + warm.sent);
  const before = await measured.stored();
  const cpuBefore = measured.cpuSeconds;
  const begun = performance.now();
  const ran = await machine.run({ seconds, origin, window, stamps: false });
  await measured.untilStored(before + ran.sent);
  const tookS = (performance.now() - begun) / 1_000;
  const cpuS = measured.cpuSeconds - cpuBefore;
  const machineCores = (ran.cpuS ?? 0) / tookS;
  const memory = measured.memoryMiB;
  machine.close();
  const held = await measured.stopAndCount();
  // The end of the machine marks each signal as unknown, where it was heard in time.
  const extra = held - born - warm.sent - ran.sent;
  if (extra < 0 || extra > signals)
    throw new Error(`${ran.sent + warm.sent + born} readings were sent, ${held} are in the store`);
  return {
    stored: { value: ran.sent / tookS, unit: 'readings/s', note: `${perMessage} a message` },
    messages: { value: ran.messages / tookS, unit: 'messages/s' },
    'processor time': { value: (cpuS / ran.sent) * 1e6, unit: 'µs CPU a reading' },
    cores: { value: cpuS / tookS, unit: 'cores', note: `the machine ${machineCores.toFixed(2)}` },
    memory: { value: memory, unit: 'MiB' },
  };
}

export function sourceOf(kind: MachineKind, { port, devices }: { port: number; devices?: string }) {
  const connection = { host: '127.0.0.1', port };
  if (kind === 'shdr')
    return { name: 'load', protocol: 'mtconnect-shdr', connection: { ...connection, devices } };
  if (kind === 'sparkplug')
    return {
      name: 'load',
      protocol: 'sparkplug',
      connection: { ...connection, groups: ['bench'] },
    };
  const mqtt = { ...connection, filters: ['bench/#'], timePath: 'at', learnMax: 50_000 };
  return { name: 'load', protocol: 'mqtt', connection: mqtt };
}

export async function withMosquitto<T>(work: (port: number) => Promise<T>): Promise<T> {
  const folder = temporaryFolder();
  const port = await freePort();
  const file = join(folder.path, 'mosquitto.conf');
  const queue = ['max_inflight_messages 1000', 'max_queued_messages 0'];
  await writeFile(
    file,
    [`listener ${port} 127.0.0.1`, 'allow_anonymous true', ...queue, ''].join('\n'),
  );
  const child = spawn('mosquitto', ['-c', file], { stdio: 'ignore' });
  await new Promise((resolve) => setTimeout(resolve, 500));
  try {
    return await work(port);
  } finally {
    child.kill();
    folder.remove();
  }
}
