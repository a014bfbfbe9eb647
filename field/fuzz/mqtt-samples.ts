// Honest conversations of MQTT clients, each in one piece, for the attack on the broker to damage.
import { encodePacket } from '../../server/src/wire/mqtt/encode.ts';
import type { Connect, Packet, Qos, Version } from '../../server/src/wire/mqtt/packet.ts';

const payload = new TextEncoder().encode('{"value":21.5}');

export function mqttConversations(enterprise: string, token: string): Buffer[] {
  return ([4, 5] as const).flatMap((version) => {
    const hello = encodePacket(connect(version, token), version);
    const rest = packets(enterprise).map((packet) => encodePacket(packet, version));
    return [Buffer.concat([hello, ...rest]), ...rest.map((one) => Buffer.concat([hello, one]))];
  });
}

function connect(version: Version, token: string): Connect {
  return {
    ...{
      kind: 'connect',
      version,
      cleanStart: version === 4,
      keepAliveS: 30,
      clientId: 'attacker',
    },
    will: { topic: 'will', payload, qos: 1, retain: true, properties: { willDelayS: 1 } },
    username: 'token',
    password: new TextEncoder().encode(token),
    properties: { sessionExpiryS: 5, receiveMax: 10, topicAliasMax: 5, packetBytesMax: 4_000 },
  };
}

function packets(enterprise: string): Packet[] {
  const publish = (qos: Qos): Packet => ({
    ...{ kind: 'publish', topic: `${enterprise}/a/b`, payload, qos, retain: qos === 1 },
    ...{ repeated: false, id: qos === 0 ? 0 : 7, properties: { topicAlias: 1, expiryS: 2 } },
  });
  const options = { noLocal: true, retainAsPublished: true, retainHandling: 1 } as const;
  const filters = [`${enterprise}/#`, `$share/g/${enterprise}/+/b`];
  const subscriptions = filters.map((filter) => ({ filter, qos: 2, ...options }) as const);
  const ack = { id: 7, code: 0, properties: {} };
  return [
    { kind: 'subscribe', id: 3, subscriptions, properties: { subscriptionIds: [9] } },
    ...([0, 1, 2] as const).map(publish),
    { kind: 'pubrel', ...ack },
    { kind: 'pubrec', ...ack },
    { kind: 'unsubscribe', id: 4, filters, properties: {} },
    { kind: 'pingreq' },
    { kind: 'disconnect', code: 0, properties: { reasonString: 'bye', user: [['a', 'b']] } },
  ];
}
