// The gateway in figures, from machines on real sockets into the store of the real program, everything durable.
// `--only mqtt,latency` runs some parts; `--seconds 20` is how long each load lasts; `--profile FOLDER` leaves processor
// profiles of the program.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { modbus, opcUa } from './gateway/devices.ts';
import { bare, idle } from './gateway/idle.ts';
import { latency } from './gateway/latency.ts';
import { memory, outage } from './gateway/tiers.ts';
import { throughput, withMosquitto } from './gateway/throughput.ts';
import { report, type Figure, type Figures } from './report.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean' },
    only: { type: 'string', default: '' },
    seconds: { type: 'string', default: '20' },
    profile: { type: 'string' },
  },
});
const seconds = Number(options.seconds);
const only = options.only.split(',').filter((part) => part !== '');
const figures: Record<string, Figure> = {};
const peers: Record<string, Figures> = {};

async function part(name: string, work: () => Promise<Figures>): Promise<void> {
  if (only.length > 0 && !only.includes(name)) return;
  for (const [what, figure] of Object.entries(await work())) figures[`${name}: ${what}`] = figure;
}

const named = (first: string, all: Figures): Figures =>
  Object.fromEntries(Object.entries(all).map(([what, figure]) => [`${first}, ${what}`, figure]));

const many = { signals: 1_000, perMessage: 100, seconds };
await part('shdr', () => throughput({ kind: 'shdr', ...many }));
await part('mqtt', () => throughput({ kind: 'mqtt', ...many }));
await part('sparkplug', () => throughput({ kind: 'sparkplug', ...many }));
if (only.length === 0 || only.includes('mosquitto')) {
  if (spawnSync('mosquitto', ['-h']).error === undefined) {
    for (const kind of ['mqtt', 'sparkplug'] as const) {
      peers[`${kind} through mosquitto`] = await withMosquitto((brokerPort) =>
        throughput({ kind, ...many, brokerPort }),
      );
    }
  }
}
await part('modbus', () => modbus(seconds));
await part('opc-ua', () => opcUa(seconds));
await part('latency', async () => ({
  ...named('SHDR', await latency('shdr', seconds)),
  ...named('MQTT', await latency('mqtt', seconds)),
}));
await part('memory', () => memory(60));
await part('outage', () => outage(10_000, 30));
await part('idle', () => idle(seconds * 3));
if (only.length === 0 || only.includes('bare')) peers['bare socket and disk'] = await bare(5);
report({ name: 'gateway', figures, peers });
