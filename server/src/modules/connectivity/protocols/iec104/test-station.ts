// The connection to a station tried step by step: reached, transfer started, each station interrogated, each signal found.
import { isFailure } from '../../../../kernel/failure/failure.ts';
import { fill, same, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import type { Reach, TestStep } from '../protocol.ts';
import { objectKey, objectText, type PointAddress } from './address.ts';
import type { StationSettings } from './settings.ts';
import { stationsToAsk, Survey } from './survey.ts';

export type TestedSignal = { readonly id: string; readonly address: PointAddress };

export async function testStation(
  reach: Reach,
  settings: StationSettings,
  signals: readonly TestedSignal[],
): Promise<readonly TestStep[]> {
  const { clock } = reach.world;
  const survey = new Survey(reach, settings);
  const steps: TestStep[] = [];
  const step = async (name: Bilingual, work: () => Promise<Bilingual | TestFault>) => {
    const begun = clock.monotonicMs();
    const said = await work().catch((error: unknown) => new TestFault(wordsOf(error)));
    const ok = !(said instanceof TestFault);
    const says = said instanceof TestFault ? said.says : said;
    steps.push({ name, ok, tookMs: Math.round(clock.monotonicMs() - begun), says });
    return ok;
  };
  try {
    await runSteps({ survey, settings, signals, step });
  } finally {
    survey.close();
  }
  return steps;
}

class TestFault {
  readonly says: Bilingual;

  constructor(says: Bilingual) {
    this.says = says;
  }
}

type Run = {
  readonly survey: Survey;
  readonly settings: StationSettings;
  readonly signals: readonly TestedSignal[];
  step(name: Bilingual, work: () => Promise<Bilingual | TestFault>): Promise<boolean>;
};

async function runSteps({ survey, settings, signals, step }: Run): Promise<void> {
  const connected = await step(names.connect, async () => {
    await survey.connect();
    return fill(words.connected, settings);
  });
  if (!connected) return;
  const started = await step(names.start, async () => {
    await survey.start();
    return words.started;
  });
  if (!started) return;
  const named = signals.map(({ address }) => address.common);
  for (const common of stationsToAsk(settings, named)) {
    const answered = await step(fill(names.interrogate, { common }), async () => {
      const before = survey.objects.size;
      const answer = await survey.interrogate(common);
      if (!answer.ok) return new TestFault(fill(words.refused, { common, why: answer.why }));
      return fill(words.told, { count: survey.objects.size - before });
    });
    if (!answered) return;
  }
  if (signals.length > 0) await step(names.signals, async () => found(survey, signals));
}

function found(survey: Survey, signals: readonly TestedSignal[]): Bilingual | TestFault {
  const wrong: string[] = [];
  for (const { id, address } of signals) {
    if (address.command.spec && address.family === undefined) continue;
    const told = survey.objects.get(objectKey(address.common, address.object));
    const where = `${id} (${objectText(address)})`;
    // Counters are told when they are asked for apart, so their absence says nothing.
    if (!told && address.family !== 'IT' && !isCommandOnly(address)) wrong.push(where);
    else if (told && address.family !== undefined && told.family !== address.family)
      wrong.push(`${where}: ${told.type}`);
  }
  if (wrong.length === 0) return fill(words.found, { count: signals.length });
  return new TestFault(fill(words.missing, { wrong, count: wrong.length }));
}

function isCommandOnly({ command, object, common }: PointAddress): boolean {
  return command.spec !== undefined && command.object === object && command.common === common;
}

function wordsOf(error: unknown): Bilingual {
  if (isFailure(error)) return error.publicMessage;
  return same(error instanceof Error ? error.message : String(error));
}

const names = {
  connect: { en: 'Connect', zh: '连接' },
  start: { en: 'Start the transfer of data (STARTDT)', zh: '启动数据传输（STARTDT）' },
  interrogate: { en: 'Interrogate station {common}', zh: '总召唤站点 {common}' },
  signals: { en: 'Find the signals', zh: '核对测点' },
};

const words = {
  connected: { en: '{host} port {port} answers', zh: '{host} 端口 {port} 可连接' },
  started: { en: 'the station confirmed', zh: '站点已确认' },
  told: { en: 'the station told {count} objects', zh: '站点上报了 {count} 个信息体' },
  refused: {
    en: 'station {common}: {why}. Check the common address in the configuration of the station.',
    zh: '站点 {common}：{why}。请核对站点配置中的公共地址。',
  },
  found: { en: 'all {count} signals were found', zh: '{count} 个测点均已找到' },
  missing: {
    en: '{count} signals were not told by the station, or as another type. Correct their addresses:\n{wrong}',
    zh: '{count} 个测点未被上报或类型不符。请更正其地址：\n{wrong}',
  },
};
