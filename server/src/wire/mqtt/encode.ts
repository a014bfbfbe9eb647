// A packet's value to its bytes, by MQTT 3.1.1 and 5, chapter 3. In MQTT 3.1.1 there are no properties and, but in
// CONNACK and SUBACK, no codes: they are left out.
import {
  packetKinds,
  type Connect,
  type Packet,
  type Properties,
  type Publish,
  type Version,
} from './packet.ts';
import {
  binaryBytes,
  propertiesBytes,
  textBytes,
  uint16Bytes,
  variableBytes,
  type Carrier,
} from './properties.ts';

export function encodePacket(packet: Packet, version: Version): Buffer {
  if (packet.kind === 'publish') return encodePublish(packet, version);
  const type = packetKinds.indexOf(packet.kind);
  const flags =
    packet.kind === 'pubrel' || packet.kind === 'subscribe' || packet.kind === 'unsubscribe'
      ? 2
      : 0;
  const body = Buffer.concat(bodyOf(packet, version));
  return Buffer.concat([Buffer.of((type << 4) | flags), variableBytes(body.length), body]);
}

function bodyOf(packet: Exclude<Packet, Publish>, version: Version): Buffer[] {
  const properties = (values: Properties, carrier: Carrier): Buffer[] =>
    version === 5 ? [propertiesBytes(values, carrier)] : [];
  switch (packet.kind) {
    case 'connect':
      return connectBody(packet);
    case 'connack':
      return [
        Buffer.of(packet.sessionPresent ? 1 : 0, packet.code),
        ...properties(packet.properties, 'connack'),
      ];
    case 'puback':
    case 'pubrec':
    case 'pubrel':
    case 'pubcomp': {
      const plain = packet.code === 0 && isEmpty(packet.properties);
      if (version === 4 || plain) return [uint16Bytes(packet.id)];
      return [
        uint16Bytes(packet.id),
        Buffer.of(packet.code),
        ...properties(packet.properties, packet.kind),
      ];
    }
    case 'subscribe':
      return [
        uint16Bytes(packet.id),
        ...properties(packet.properties, 'subscribe'),
        ...packet.subscriptions.flatMap((one) => {
          const more = version === 5 ? optionsOf(one) : 0;
          return [textBytes(one.filter), Buffer.of(one.qos | more)];
        }),
      ];
    case 'unsubscribe':
      return [
        uint16Bytes(packet.id),
        ...properties(packet.properties, 'unsubscribe'),
        ...packet.filters.map(textBytes),
      ];
    case 'suback':
    case 'unsuback': {
      const codes = packet.kind === 'unsuback' && version === 4 ? [] : packet.codes;
      return [
        uint16Bytes(packet.id),
        ...properties(packet.properties, packet.kind),
        Buffer.from(codes),
      ];
    }
    case 'disconnect':
    case 'auth':
      if (version === 4 || (packet.code === 0 && isEmpty(packet.properties))) return [];
      return [Buffer.of(packet.code), ...properties(packet.properties, packet.kind)];
    case 'pingreq':
    case 'pingresp':
      return [];
  }
}

function optionsOf(one: {
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  readonly retainHandling: number;
}): number {
  return (one.noLocal ? 4 : 0) | (one.retainAsPublished ? 8 : 0) | (one.retainHandling << 4);
}

function connectBody(packet: Connect): Buffer[] {
  const { version, will, username, password } = packet;
  const flags =
    (packet.cleanStart ? 2 : 0) |
    (will === undefined ? 0 : 4 | (will.qos << 3) | (will.retain ? 0x20 : 0)) |
    (password === undefined ? 0 : 0x40) |
    (username === undefined ? 0 : 0x80);
  return [
    textBytes('MQTT'),
    Buffer.of(version, flags),
    uint16Bytes(packet.keepAliveS),
    ...(version === 5 ? [propertiesBytes(packet.properties, 'connect')] : []),
    textBytes(packet.clientId),
    ...(will === undefined
      ? []
      : [
          ...(version === 5 ? [propertiesBytes(will.properties, 'will')] : []),
          textBytes(will.topic),
          binaryBytes(will.payload),
        ]),
    ...(username === undefined ? [] : [textBytes(username)]),
    ...(password === undefined ? [] : [binaryBytes(password)]),
  ];
}

/** In one allocation: brokers send little else. */
export function encodePublish(packet: Publish, version: Version): Buffer {
  const { topic, payload, qos } = packet;
  const properties = version === 5 ? propertiesBytes(packet.properties, 'publish') : undefined;
  const topicLength = Buffer.byteLength(topic);
  const length = 2 + topicLength + (qos > 0 ? 2 : 0) + (properties?.length ?? 0) + payload.length;
  const lengthBytes = length < 128 ? 1 : length < 16_384 ? 2 : length < 2_097_152 ? 3 : 4;
  const bytes = Buffer.allocUnsafe(1 + lengthBytes + length);
  bytes[0] = 0x30 | (packet.repeated ? 8 : 0) | (qos << 1) | (packet.retain ? 1 : 0);
  let at = 1;
  let rest = length;
  do {
    bytes[at++] = (rest & 0x7f) | (rest > 0x7f ? 0x80 : 0);
    rest >>>= 7;
  } while (rest > 0);
  at = bytes.writeUInt16BE(topicLength, at);
  at += bytes.write(topic, at, 'utf8');
  if (qos > 0) at = bytes.writeUInt16BE(packet.id, at);
  if (properties !== undefined) {
    bytes.set(properties, at);
    at += properties.length;
  }
  bytes.set(payload, at);
  return bytes;
}

/** Where the packet id stands in what `encodePublish` made of a packet with QoS 1 or 2. */
export function idOffset(encoded: Uint8Array): number {
  let at = 1;
  while ((encoded[at] ?? 0) >= 0x80) at += 1;
  at += 1;
  return at + 2 + (((encoded[at] ?? 0) << 8) | (encoded[at + 1] ?? 0));
}

function isEmpty(properties: Properties): boolean {
  for (const _ in properties) return false;
  return true;
}
