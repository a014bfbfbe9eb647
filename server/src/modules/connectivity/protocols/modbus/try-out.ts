// Tries a Modbus connection step by step, to the first that fails: the address, each unit, each signal.
import { isFailure } from '../../../../kernel/failure/failure.ts';
import { same, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { hostPortText } from '../../../../kernel/world/host-port.ts';
import type { Reach, TestStep } from '../protocol.ts';
import { Steps } from '../steps.ts';
import { blocksOf, requestOf, type PlacedSignal } from './blocks.ts';
import { exceptionFailure, type ModbusClient } from './client.ts';
import { exceptionCodes } from './exceptions.ts';
import { modbusFailures } from './failures.ts';
import { identify, identityText } from './identify.ts';
import { readingsIn } from './readings.ts';
import { openClient, type ModbusPlan } from './session.ts';

const signalsTriedMax = 200;

type Found = { readonly value: true; readonly says: Bilingual };

function found(says: Bilingual): Found {
  return { value: true, says };
}

export async function tryOut(reach: Reach, plan: ModbusPlan): Promise<readonly TestStep[]> {
  const { settings, signals } = plan;
  const steps = new Steps(reach.world.clock);
  const where = hostPortText(settings);
  const client = await steps.run({ en: `Connect to ${where}`, zh: `连接 ${where}` }, async () => ({
    value: await openClient(reach, settings),
    says: { en: 'The device accepts the connection.', zh: '设备接受了连接。' },
  }));
  if (!client) return steps.done;
  try {
    const units = new Set([settings.unit, ...signals.map(({ place }) => place.unit)]);
    if (signals.length > 0 && !signals.some(({ place }) => place.unit === settings.unit)) {
      units.delete(settings.unit);
    }
    for (const unit of units) {
      const name = { en: `Unit ${unit} answers`, zh: `单元 ${unit} 应答` };
      const first = signals.find(({ place }) => place.unit === unit);
      if (!(await steps.run(name, () => unitAnswers(client, unit, first)))) return steps.done;
    }
    for (const signal of signals.slice(0, signalsTriedMax)) {
      const name = { en: `Signal ${signal.id}`, zh: `测点 ${signal.id}` };
      if (!(await steps.run(name, () => signalReads(client, signal)))) return steps.done;
    }
    return steps.done;
  } finally {
    client.close({ en: 'tried out', zh: '测试完成' });
  }
}

async function unitAnswers(
  client: ModbusClient,
  unit: number,
  signal: PlacedSignal | undefined,
): Promise<Found> {
  const [block] = signal ? blocksOf([signal], { gapMax: 0, registersMax: 125 }) : [];
  const request = block
    ? requestOf(block)
    : ({ kind: 'read-registers', area: 'holding', address: 0, count: 1 } as const);
  const answer = await client.ask(unit, request);
  if (answer.kind === 'exception') {
    const { noPath, noTarget } = exceptionCodes;
    if (answer.code === noPath || answer.code === noTarget) {
      throw exceptionFailure(unit, request, answer.code);
    }
  }
  // Not every device has an identification, and some keep silent when asked for it.
  const identity = await identify(client, unit).catch((error: unknown) => {
    if (isFailure(error)) return undefined;
    throw error;
  });
  const told = identityText(identity);
  return found(
    told === ''
      ? { en: 'It answers; it does not tell who it is.', zh: '有应答；未提供设备标识。' }
      : { en: `It answers: ${told}.`, zh: `有应答：${told}。` },
  );
}

async function signalReads(client: ModbusClient, signal: PlacedSignal): Promise<Found> {
  const [block] = blocksOf([signal], { gapMax: 0, registersMax: 125 });
  if (!block) return found(same(''));
  const answer = await client.askWell(signal.place.unit, requestOf(block));
  let trouble: Bilingual | undefined;
  const [reading] = readingsIn(block, answer, (_signal, _excerpt, remedy) => {
    trouble = remedy;
  });
  if (trouble) throw modbusFailures['bad-value']({ id: signal.id, meaning: trouble });
  return found(same(String(reading?.value)));
}
