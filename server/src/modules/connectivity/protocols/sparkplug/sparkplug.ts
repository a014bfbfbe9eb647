// Sparkplug B 3.0 as a source: the gateway is a host application, edge nodes and their devices make themselves known by
// their birth certificates.
import { hostPortText } from '../../../../kernel/world/host-port.ts';
import { sparkplugIdOf } from '../../../../wire/sparkplug/topic.ts';
import { defineProtocol, type Description, type ProtocolSettings } from '../protocol.ts';
import { openHost } from './session.ts';
import { sparkplugConnection, type SparkplugConnection } from './settings.ts';
import { tryBroker } from './test-steps.ts';

export const sparkplug = defineProtocol({
  name: 'sparkplug',
  title: { en: 'Sparkplug B 3.0 (MQTT)', zh: 'Sparkplug B 3.0（MQTT）' },
  connection: sparkplugConnection,
  where: ({ host, port }) => hostPortText({ host, port }),
  describe,
  test: tryBroker,
});

function describe(
  enterprise: string,
  settings: ProtocolSettings<SparkplugConnection>,
): Description {
  const { name, connection, machine } = settings;
  const host = connection.hostId ?? sparkplugIdOf(`jingwei-${enterprise}-${name}`);
  const location = machine?.location;
  return {
    models: [],
    signals: [],
    connect: (link) =>
      openHost(link, {
        ...{ enterprise, connection, host },
        ...(location === undefined ? {} : { location }),
      }),
  };
}
