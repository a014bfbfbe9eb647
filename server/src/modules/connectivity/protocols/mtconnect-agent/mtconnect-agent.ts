// MTConnect through an agent: HTTP and XML (part 1); the agent describes its machines and numbers its readings.
import { Type, type Static } from '../../../../kernel/schema/schema.ts';
import { flagSetting, wholeSetting } from '../connection.ts';
import { devicesOf } from '../mtconnect/devices.ts';
import {
  defineProtocol,
  type Description,
  type ProtocolSettings,
  type Reach,
  type TestStep,
} from '../protocol.ts';
import { Steps } from '../steps.ts';
import { WebClient } from '../web/web-client.ts';
import { checkedUrl, headersOf, shownUrl, webSettings } from '../web/web-settings.ts';
import { AgentClient } from './agent-client.ts';
import { openAgent } from './session.ts';

const connection = Type.Object(
  {
    ...webSettings,
    intervalMs: Type.Optional(
      wholeSetting(
        {
          en: 'How often the agent tells what is new, in milliseconds',
          zh: '代理上报新数据的周期（毫秒）',
        },
        { minimum: 0, maximum: 3_600_000, default: 100 },
      ),
    ),
    heartbeatMs: Type.Optional(
      wholeSetting(
        {
          en: 'How often the agent tells that it is there when nothing is new, in milliseconds',
          zh: '无新数据时代理的心跳周期（毫秒）',
        },
        { minimum: 100, maximum: 600_000, default: 10_000 },
      ),
    ),
    count: Type.Optional(
      wholeSetting(
        { en: 'Most readings that the agent tells at once', zh: '代理每次最多上报的读数' },
        { minimum: 1, maximum: 20_000, default: 1_000 },
      ),
    ),
    fromBuffer: Type.Optional(
      flagSetting(
        {
          en: 'At the first connection, read what the agent still holds',
          zh: '首次连接时读取代理缓冲区中已有的数据',
        },
        true,
      ),
    ),
  },
  { additionalProperties: false },
);

type Connection = Static<typeof connection>;
type Settings = ProtocolSettings<Connection>;

export const mtconnectAgent = defineProtocol({
  name: 'mtconnect-agent',
  title: { en: 'MTConnect agent', zh: 'MTConnect 代理' },
  connection,
  where: ({ url }) => shownUrl(url),
  describe,
  test: tryAgent,
});

/** Its machines are learned when it is connected. */
function describe(enterprise: string, settings: Settings): Description {
  const { name, machine } = settings;
  checkedUrl(name, settings.connection.url);
  headersOf(name, settings.connection);
  const given = { name, enterprise, connection: settings.connection, location: machine?.location };
  return { models: [], signals: [], connect: (link) => openAgent(link, given) };
}

async function tryAgent(reach: Reach, settings: Settings): Promise<readonly TestStep[]> {
  const steps = new Steps(reach.world.clock);
  const { name } = settings;
  const client = new AgentClient(
    new WebClient(reach.world, name, settings.connection, reach.connectTimeoutMs),
  );
  const signal = AbortSignal.timeout(reach.connectTimeoutMs * 4);
  const probe = await steps.run({ en: 'The agent answers', zh: '代理应答' }, async () => {
    const document = await client.probe(signal);
    const { version } = document.header;
    return { value: document, says: { en: `MTConnect ${version}`, zh: `MTConnect ${version}` } };
  });
  await steps.run({ en: 'It describes its machines', zh: '描述设备' }, async () => {
    const devices = probe ? devicesOf(name, probe.root, { converted: true }) : [];
    const names = devices.map(({ uuid, name: shown }) => shown ?? uuid).join(', ');
    return { value: devices, says: { en: `Machines: ${names}`, zh: `设备：${names}` } };
  });
  await steps.run({ en: 'It tells their readings', zh: '读取当前值' }, async () => {
    const { observations } = await client.current(signal);
    const count = observations.length;
    return { value: count, says: { en: `${count} readings`, zh: `${count} 个读数` } };
  });
  return steps.done;
}
