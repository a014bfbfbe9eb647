// The test of a connection, step by step: name, port, endpoints, security, certificate, session, one read. Each
// step says what was found, the last one exactly what is wrong.
import { fill, same, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import type { ProtocolSettings, Reach, TestStep } from '../protocol.ts';
import { addressOf, type OpcUaConnection } from './connection.ts';
import { dial, hangUp, type Dialled } from './dial.ts';
import { isIpAddress } from './hosts.ts';
import { parseNodeAddress, nodeIdText } from './node-address.ts';
import { opcUaFailures } from './failures.ts';
import { readValues } from './polled.ts';
import { Trial } from './progress.ts';
import { serverFacts } from './server-facts.ts';
import { textOf, type ToldValue } from './variants.ts';

const names = {
  name: { en: 'Host name', zh: '主机名' },
  port: { en: 'TCP connection', zh: 'TCP 连接' },
  read: { en: 'One read', zh: '读取一次' },
} satisfies Record<string, Bilingual>;
const words = {
  unknown: {
    en: 'no address; check the spelling or use an IP address',
    zh: '无法解析地址；请检查拼写或使用 IP 地址',
  },
  open: { en: 'port {port} takes connections', zh: '端口 {port} 接受连接' },
  clock: {
    en: '{what} = {value}; the clock of the server is {seconds} s ahead of ours',
    zh: '{what} = {value}；服务器时钟比本机快 {seconds} 秒',
  },
} satisfies Record<string, Bilingual>;

export async function test(
  reach: Reach,
  settings: ProtocolSettings<OpcUaConnection>,
): Promise<readonly TestStep[]> {
  const { connection, name } = settings;
  const { network, clock } = reach.world;
  const trial = new Trial(clock);
  const { host, port } = addressOf(connection);
  let dialled: Dialled | undefined;
  try {
    if (!isIpAddress(host))
      await trial.progress(
        names.name,
        () => network.addressesOf(host),
        (found) => (found.length === 0 ? words.unknown : same(found.join(', '))),
      );
    await trial.progress(
      names.port,
      async () => (await network.connectTcp({ host, port }, reach.connectTimeoutMs)).destroy(),
      () => fill(words.open, { port }),
    );
    dialled = await dial({ reach, name, connection }, trial.progress);
    const { session, library } = dialled;
    await trial.progress(
      names.read,
      async () => oneRead({ library, session, facts: await serverFacts(session) }, settings),
      ({ what, value, serverMs }) =>
        fill(words.clock, {
          ...{ what, value },
          seconds: Math.round((serverMs - clock.now()) / 100) / 10,
        }),
    );
  } catch {
    return trial.steps; // the last step says what happened
  } finally {
    if (dialled) await hangUp(dialled, clock);
  }
  return trial.steps;
}

const serverTime = 'ns=0;i=2258';

/** The first signal, or the time of the server where there is none. */
async function oneRead(
  view: Parameters<typeof readValues>[0],
  { signals = [], connection }: ProtocolSettings<OpcUaConnection>,
): Promise<{ what: string; value: string; serverMs: number }> {
  const [first] = signals;
  const address = first && parseNodeAddress(first.address);
  const nodeId = address ? nodeIdText(address, view.facts.namespaces) : serverTime;
  if (nodeId === undefined) {
    const namespaces = view.facts.namespaces.join(', ');
    throw opcUaFailures['no-namespace']({
      ...{ where: connection.host, address: first?.address, namespaces },
    });
  }
  const asked = [{ nodeId }, { nodeId: serverTime }];
  const [told, time] = await readValues(view, asked, { size: view.facts.limits.read });
  const now = time?.value?.value;
  return {
    what: first?.id ?? 'ServerStatus.CurrentTime',
    value: shown(told),
    serverMs: now instanceof Date ? now.getTime() : Number.NaN,
  };
}

function shown(told: ToldValue | undefined): string {
  if (told?.value && told.statusCode.value >>> 30 < 2) return textOf(told.value).slice(0, 100);
  return told?.statusCode.name ?? 'Bad';
}
