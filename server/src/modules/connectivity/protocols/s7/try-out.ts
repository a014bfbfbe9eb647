// Tries a connection to a controller step by step, to the first that fails: TCP, the transport connection to rack
// and slot, the agreement on sizes, who it is, and each signal with the exact fault.
import { isFailure } from '../../../../kernel/failure/failure.ts';
import { same, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { hostPortText } from '../../../../kernel/world/host-port.ts';
import type { DiscoverQuery, Discovered, Reach, TestStep } from '../protocol.ts';
import { Steps } from '../steps.ts';
import { areaWords } from './address.ts';
import { S7Client } from './client.ts';
import { s7Failures } from './failures.ts';
import { identify, identityWords, type S7Identity } from './identify.ts';
import { itemWords } from './meanings.ts';
import { piecesOf, type PlacedSignal } from './pieces.ts';
import { readPieces } from './read-pieces.ts';
import { readingsIn } from './readings.ts';
import { connected, type S7Plan } from './session.ts';
import { withUsual } from './settings.ts';

const signalsTriedMax = 200;

type Found = { readonly value: true; readonly says: Bilingual };

function found(says: Bilingual): Found {
  return { value: true, says };
}

export async function tryOut(reach: Reach, plan: S7Plan): Promise<readonly TestStep[]> {
  const { settings, signals } = plan;
  const { clock, network } = reach.world;
  const steps = new Steps(clock);
  const where = hostPortText(settings);
  const client = await steps.run({ en: `Connect to ${where}`, zh: `连接 ${where}` }, async () => {
    const connection = await network.connectTcp(settings, reach.connectTimeoutMs);
    const accepted = { en: 'The controller accepts the connection.', zh: '控制器接受了连接。' };
    return { value: new S7Client({ clock, connection, settings }), says: accepted };
  });
  if (!client) return steps.done;
  try {
    const { rack, slot } = settings;
    const place = { en: `Rack ${rack}, slot ${slot}`, zh: `机架 ${rack}，插槽 ${slot}` };
    const open = async (): Promise<Found> => {
      await client.connectTransport();
      return found({ en: 'A CPU is there.', zh: '该位置有 CPU。' });
    };
    if (!(await steps.run(place, open))) return steps.done;
    const sizes = { en: 'Agree on sizes', zh: '协商通信参数' };
    const agree = async (): Promise<Found> => {
      await client.agree();
      const { pduBytes, jobs } = client;
      return found({
        en: `${pduBytes} bytes, ${jobs} jobs at once.`,
        zh: `${pduBytes} 字节，${jobs} 个并行作业。`,
      });
    };
    if (!(await steps.run(sizes, agree))) return steps.done;
    const who = { en: 'Identification', zh: '设备标识' };
    const identified = async () => found(identityWords(await identify(client)));
    if (!(await steps.run(who, identified))) return steps.done;
    for (const signal of signals.slice(0, signalsTriedMax)) {
      const name = { en: `Signal ${signal.id}`, zh: `测点 ${signal.id}` };
      if (!(await steps.run(name, () => signalReads(client, signal)))) return steps.done;
    }
    return steps.done;
  } finally {
    client.close({ en: 'tried out', zh: '测试完成' });
  }
}

async function signalReads(client: S7Client, signal: PlacedSignal): Promise<Found> {
  const pieces = piecesOf([signal], { gapMax: 0, pduBytes: client.pduBytes });
  const [outcome] = await readPieces(client, pieces);
  if (!outcome) return found(same(''));
  if (!outcome.ok) {
    const what = same(`${areaWords(signal.place)} byte ${signal.place.byte}`);
    throw s7Failures.refused({ what, meaning: itemWords(outcome.code) });
  }
  let trouble: Bilingual | undefined;
  const [reading] = readingsIn(outcome.piece, outcome.bytes, (_signal, _excerpt, remedy) => {
    trouble = remedy;
  });
  if (trouble) throw s7Failures['bad-value']({ id: signal.id, meaning: trouble });
  return found(same(String(reading?.value)));
}

/** The usual places of a CPU at one host: the first that answers. */
export async function discover(reach: Reach, query: DiscoverQuery): Promise<readonly Discovered[]> {
  const { host, port = 102 } = query;
  if (host === undefined) return [];
  for (const slot of [1, 2, 0, 3]) {
    const settings = withUsual(host, { host, port, slot });
    try {
      const client = await connected(reach, settings);
      const identity = await identify(client);
      client.close({ en: 'looked around', zh: '扫描完成' });
      return [discoveredOf(identity, { host, port, rack: 0, slot })];
    } catch (error) {
      if (!isFailure(error, 's7.connect-refused')) throw error;
    }
  }
  return [];
}

type At = { readonly host: string; readonly port: number; rack: number; slot: number };

function discoveredOf(identity: S7Identity, at: At): Discovered {
  const { name, model, orderNumber, serialNumber } = identity;
  const machine = {
    ...(name === undefined ? {} : { name }),
    ...(model === undefined ? {} : { model }),
    ...(serialNumber === undefined ? {} : { serialNumber }),
  };
  return {
    name: name ?? model ?? 'S7',
    detail: `${hostPortText(at)} rack ${at.rack} slot ${at.slot} ${orderNumber ?? ''}`.trim(),
    connection: at,
    ...(Object.keys(machine).length === 0 ? {} : { machine }),
  };
}
