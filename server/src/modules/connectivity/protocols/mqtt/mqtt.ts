// MQTT as a machine protocol: topics are heard, payloads read, signals configured by topic and path or learned.
import { hostPortText } from '../../../../kernel/world/host-port.ts';
import { filterProblem } from '../../../../wire/mqtt/topics.ts';
import { configuredMachine } from '../../model/configured-machine.ts';
import { Inbound } from '../../mqtt/inbound.ts';
import { defineProtocol, type Description, type ProtocolSettings } from '../protocol.ts';
import { browseTopics, tryOut } from './look-around.ts';
import { mqttSourceFailures } from './failures.ts';
import { parsePath } from './payload.ts';
import { openSession } from './session.ts';
import { connection, type MqttSource } from './settings.ts';
import { parseAddress, type Mapped } from './topic-map.ts';

export const mqtt = defineProtocol({
  name: 'mqtt',
  title: { en: 'MQTT 3.1.1 and 5', zh: 'MQTT 3.1.1 与 5' },
  connection,
  address: {
    words: {
      en: 'The topic, and behind # where the value is in a JSON payload',
      zh: '主题；# 后为值在 JSON 载荷中的路径',
    },
    example: 'line1/press#values.temp',
  },
  where: ({ host, port }) => hostPortText({ host, port }),
  describe,
  browse: browseTopics,
  test: tryOut,
});

function describe(enterprise: string, settings: ProtocolSettings<MqttSource>): Description {
  const { name, signals = [] } = settings;
  const { filters = [], timePath } = settings.connection;
  if (signals.length + filters.length === 0) throw mqttSourceFailures.nothing({ name });
  for (const filter of filters) {
    if (filterProblem(filter) !== undefined)
      throw mqttSourceFailures['bad-filter']({ name, filter });
  }
  if (timePath !== undefined && parsePath(timePath) === undefined)
    throw mqttSourceFailures['bad-path']({ name, path: timePath });
  const topics = new Map<string, Mapped[]>();
  for (const [signal, { id, address }] of signals.entries()) {
    const parsed = parseAddress(address);
    if (parsed === undefined) throw mqttSourceFailures['bad-address']({ name, id, address });
    const { topic, path } = parsed;
    topics.set(topic, [...(topics.get(topic) ?? []), { signal, path }]);
  }
  const model = configuredMachine(enterprise, settings);
  // What the broker may send again, over the connections of this source.
  const inbound = new Inbound();
  return {
    models: [model],
    signals: model.signals,
    connect: (link) => openSession(link, { enterprise, settings, topics, inbound }),
  };
}
