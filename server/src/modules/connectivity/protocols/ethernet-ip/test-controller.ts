// The connection to a controller tried step by step: reached, session, who it is, the processor behind the route, each tag.
import { isFailure } from '../../../../kernel/failure/failure.ts';
import { fill, same, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { cipService, cipStatus, objectRequest } from '../../../../wire/cip/message.ts';
import { decodeIdentity } from '../../../../wire/cip/identity.ts';
import type { TestStep } from '../protocol.ts';
import { Batches } from './batches.ts';
import { CipClient, type ClientReach } from './cip-client.ts';
import { endings } from './remedies.ts';
import type { PolledTag } from './session.ts';
import type { ControllerSettings } from './settings.ts';
import { statusText } from './status-text.ts';

type Said = { readonly ok: boolean; readonly says: Bilingual };

export async function testController(
  reach: ClientReach,
  settings: ControllerSettings,
  polled: readonly PolledTag[],
): Promise<readonly TestStep[]> {
  const { clock } = reach.world;
  const steps: TestStep[] = [];
  let client: CipClient | undefined;
  const step = async (name: Bilingual, work: (client: CipClient) => Promise<Said>) => {
    const begun = clock.monotonicMs();
    const said = await attempt(async () => {
      client ??= await CipClient.reach(reach, settings);
      return work(client);
    });
    steps.push({ name, tookMs: Math.round(clock.monotonicMs() - begun), ...said });
    return said.ok;
  };
  try {
    void (
      (await step(names.connect, async () => yes(fill(words.connected, settings)))) &&
      (await step(names.session, session)) &&
      (await step(names.processor, (client) => processor(client, settings))) &&
      polled.length > 0 &&
      (await step(names.tags, (client) => tags(client, polled)))
    );
  } finally {
    client?.close(endings.gateway);
  }
  return steps;
}

async function attempt(work: () => Promise<Said>): Promise<Said> {
  try {
    return await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, says: isFailure(error) ? error.publicMessage : same(message) };
  }
}

const yes = (says: Bilingual): Said => ({ ok: true, says });
const no = (says: Bilingual): Said => ({ ok: false, says });

async function session(client: CipClient): Promise<Said> {
  await client.register();
  const identity = await client.identity();
  return yes(identity ? fill(words.identity, identity) : words.session);
}

async function processor(client: CipClient, { route }: ControllerSettings): Promise<Said> {
  const refused = await client.open();
  if (refused) return no(fill(words.refused, { route, why: refused }));
  const at = { classId: 1, instance: 1 };
  const reply = await client.send(objectRequest(cipService.getAttributesAll, at));
  if (reply.status !== cipStatus.success)
    return no(fill(words.refused, { route, why: statusText(reply) }));
  const identity = decodeIdentity(reply.data);
  const connected = client.isConnected ? client.capacity : 0;
  return yes(fill(words.processor, { name: identity?.productName ?? '?', connected }));
}

async function tags(client: CipClient, polled: readonly PolledTag[]): Promise<Said> {
  const asked = polled.map(({ tag }) => ({
    request: tag.probe ?? tag.request,
    answerOctets: tag.answerOctets,
  }));
  const replies = await new Batches(client).send(asked);
  const en: string[] = [];
  const zh: string[] = [];
  polled.forEach(({ tag }, n) => {
    const reply = replies[n];
    if (reply) tag.probed(reply);
    const remedy = reply && tag.read(reply).remedy;
    if (!remedy) return;
    en.push(`${tag.name}: ${remedy.en}`);
    zh.push(`${tag.name}：${remedy.zh}`);
  });
  const count = polled.length;
  if (en.length === 0) return yes(fill(words.read, { count }));
  return no({
    en: fill(words.unread, { wrong: en, bad: en.length, count }).en,
    zh: fill(words.unread, { wrong: zh, bad: zh.length, count }).zh,
  });
}

const names = {
  connect: { en: 'Connect', zh: '连接' },
  session: { en: 'Open a session', zh: '建立会话' },
  processor: { en: 'Reach the processor', zh: '访问处理器' },
  tags: { en: 'Read the tags', zh: '读取标签' },
};

const words = {
  connected: { en: '{host} port {port} answers', zh: '{host} 端口 {port} 可连接' },
  session: { en: 'the device gave a session', zh: '设备已建立会话' },
  identity: {
    en: '{productName}, revision {major}.{minor}',
    zh: '{productName}，版本 {major}.{minor}',
  },
  refused: {
    en: 'the processor at the route “{route}” does not answer as it should: {why}. Check the slot; devices without backplane need an empty route.',
    zh: '路由“{route}”处的处理器应答异常：{why}。请检查槽号；无背板的设备路由应留空。',
  },
  processor: {
    en: '{name} answers; packets of a connection have {connected} octets (0: without connection)',
    zh: '{name} 已应答；连接包长 {connected} 字节（0 表示非连接）',
  },
  read: { en: 'all {count} tags can be read', zh: '{count} 个标签均可读取' },
  unread: {
    en: '{bad} of {count} tags cannot be read:\n{wrong}',
    zh: '{count} 个标签中有 {bad} 个无法读取：\n{wrong}',
  },
};
