// Gateway and platform as programs of their own, readings over HTTP: what 10,000 signals cost the gateway in memory, and
// how fast it catches up when the platform was gone.
import { temporaryFolder } from '../../../server/src/testing/temporary-folder.ts';
import { until } from '../../../server/src/testing/until.ts';
import { freePort } from '../../testing/free-port.ts';
import type { Figure } from '../report.ts';
import { MeasuredProgram, startMachineProcess } from './measured-program.ts';
import { sourceOf } from './throughput.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const waiting = 'jingwei_outbox_waiting_readings';

async function tiers(order: { readonly signals: number; readonly perMessage: number }) {
  const folder = temporaryFolder();
  const platformFlags = ['--role', 'platform', '--http-port', String(await freePort())];
  const platform = await MeasuredProgram.start(platformFlags, folder);
  const invited = { enterprises: ['88.118.8'] };
  const { code } = await platform.ask<{ code: string }>('/api/gateways/invitations', invited);
  const gateway = await MeasuredProgram.start([
    ...['--role', 'gateway', '--outbox-platform-url', platform.origin],
    ...['--outbox-invitation', code, '--outbox-gateway', 'hall-3'],
    // The longest pause between two attempts would be longer than the outage.
    ...['--outbox-retry-max-ms', '1000'],
  ]);
  const machine = await startMachineProcess({ kind: 'shdr', port: 0, ...order });
  await gateway.connect(sourceOf('shdr', machine.found));
  await machine.ready();
  const again = () => MeasuredProgram.start(platformFlags, folder);
  return { platform, gateway, machine, again };
}

export async function memory(seconds: number): Promise<Record<string, Figure>> {
  const signals = 10_000;
  const { platform, gateway, machine } = await tiers({ signals, perMessage: 100 });
  const cpuBefore = gateway.cpuSeconds;
  let most = 0;
  const timer = setInterval(() => (most = Math.max(most, gateway.memoryMiB)), 1_000);
  const origin = gateway.origin;
  await machine.run({ perSecond: signals, seconds, origin, window: 0, stamps: false });
  clearInterval(timer);
  const cores = (gateway.cpuSeconds - cpuBefore) / seconds;
  const last = gateway.memoryMiB;
  machine.close();
  await gateway.stopAndCount();
  await platform.stopAndCount();
  const note = `the most ${Math.round(most)}`;
  return {
    [`gateway with 10,000 signals at 1 Hz after ${seconds} s (RSS)`]: {
      ...{ value: last, unit: 'MiB', note },
    },
    'processor of that gateway': { value: cores * 100, unit: '% of a core' },
  };
}

export async function outage(perSecond: number, outageS: number): Promise<Record<string, Figure>> {
  const { platform, gateway, machine, again } = await tiers({ signals: 1_000, perMessage: 100 });
  const { origin } = gateway;
  const seconds = outageS + 40;
  const running = machine.run({ perSecond, seconds, origin, window: 0, stamps: false });
  await pause(5_000);
  await platform.program.kill();
  await pause(outageS * 1_000);
  const back = await again();
  await until('the first parcel', async () => (await back.stored()) > 0, 60_000);
  const [begun, before, backlog] = [
    performance.now(),
    await back.stored(),
    await gateway.metric(waiting),
  ];
  await until(
    'it has caught up',
    async () => (await gateway.metric(waiting)) < perSecond / 2,
    60_000,
  );
  const tookS = (performance.now() - begun) / 1_000;
  const rate = ((await back.stored()) - before) / tookS;
  const { sent } = await running;
  await until('all is sent', async () => (await gateway.metric(waiting)) === 0, 60_000);
  machine.close();
  await pause(1_000);
  await gateway.stopAndCount();
  const held = await back.stopAndCount();
  if (held < sent || held > sent + 1_000) throw new Error(`${sent} were sent, ${held} are there`);
  const note = `${Math.round(backlog)} readings waited after ${outageS} s at ${perSecond}/s`;
  return {
    'catch-up': { value: rate, unit: 'readings/s', note },
    'catch-up to live': { value: rate / perSecond, unit: '×' },
  };
}
