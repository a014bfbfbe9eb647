// One packet's bytes to its value, by MQTT 3.1.1 and 5, chapter 3. Strict: reserved bits, lengths to the byte, and
// properties only where they belong; what is wrong has the code that the standard answers it with.
import { ByteReader } from './byte-reader.ts';
import {
  packetKinds,
  reason,
  type Malformed,
  type PacketOutcome,
  type Properties,
  type Publish,
  type Qos,
  type Subscription,
  type Version,
  type Will,
} from './packet.ts';
import { readProperties, type Carrier } from './properties.ts';

type Given = { readonly reader: ByteReader; readonly version: Version; readonly flags: number };

const malformed = (what: string): Malformed => ({ ok: false, code: reason.malformed, what });
const protocolError = (what: string): Malformed => ({
  ok: false,
  code: reason.protocolError,
  what,
});

/** `body`: what follows the fixed header, whole. `version` is that of the CONNECT. */
export function decodePacket(first: number, body: Uint8Array, version: Version): PacketOutcome {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const given: Given = { reader: new ByteReader(bytes), version, flags: first & 0x0f };
  const kind = packetKinds[first >> 4] ?? '';
  if (kind === 'publish') return finished(given, publish(given));
  const flagsWanted = kind === 'pubrel' || kind === 'subscribe' || kind === 'unsubscribe' ? 2 : 0;
  if (given.flags !== flagsWanted) return malformed(`${kind} has wrong flags`);
  switch (kind) {
    case 'connect':
      return finished(given, connect(given.reader));
    case 'connack':
      return finished(given, connack(given));
    case 'puback':
    case 'pubrec':
    case 'pubrel':
    case 'pubcomp':
      return finished(given, ack(given, kind));
    case 'subscribe':
      return finished(given, subscribe(given));
    case 'unsubscribe':
      return finished(given, unsubscribe(given));
    case 'suback':
    case 'unsuback':
      return finished(given, suback(given, kind));
    case 'pingreq':
    case 'pingresp':
      return finished(given, { ok: true, packet: { kind } });
    case 'disconnect':
    case 'auth':
      return finished(given, disconnect(given, kind));
    default:
      return malformed('there is no packet of type 0');
  }
}

function finished({ reader }: Given, outcome: PacketOutcome): PacketOutcome {
  if (reader.fault !== '') return malformed(reader.fault);
  if (outcome.ok && reader.left > 0) return malformed('the packet is longer than its content');
  return outcome;
}

function connect(reader: ByteReader): PacketOutcome {
  const name = reader.text();
  const level = reader.byte();
  const old = name === 'MQIsdp' && level === 3;
  if (!old && (name !== 'MQTT' || (level !== 4 && level !== 5))) {
    if (reader.fault !== '') return malformed(reader.fault);
    return { ok: false, code: reason.unsupportedVersion, what: `${name} ${level} is not spoken` };
  }
  const version: Version = level === 5 ? 5 : 4;
  const flags = reader.byte();
  const keepAliveS = reader.uint16();
  const hasWill = (flags & 0x04) !== 0;
  const willQos = (flags >> 3) & 3;
  const hasUser = (flags & 0x80) !== 0;
  const hasPassword = (flags & 0x40) !== 0;
  if ((flags & 1) !== 0) return malformed('the reserved flag of the connect is set');
  if (willQos === 3) return malformed('the will has QoS 3');
  if (!hasWill && (flags & 0x38) !== 0) return malformed('flags of a will without a will');
  if (version === 4 && hasPassword && !hasUser) return malformed('a password without a user name');
  const read = propertiesOf({ reader, version }, 'connect');
  if (!read.ok) return read;
  const clientId = reader.text();
  let will: Will | undefined;
  if (hasWill) {
    const willRead = propertiesOf({ reader, version }, 'will');
    if (!willRead.ok) return willRead;
    const [topic, payload] = [reader.text(), reader.binary()];
    const { properties } = willRead;
    will = { topic, payload, qos: willQos as Qos, retain: (flags & 0x20) !== 0, properties };
  }
  return {
    ok: true,
    packet: {
      ...{ kind: 'connect', version, keepAliveS, clientId, properties: read.properties },
      cleanStart: (flags & 2) !== 0,
      ...(will === undefined ? {} : { will }),
      ...(hasUser ? { username: reader.text() } : {}),
      ...(hasPassword ? { password: reader.binary() } : {}),
    },
  };
}

function connack({ reader, version }: Given): PacketOutcome {
  const flags = reader.byte();
  const code = reader.byte();
  if (flags > 1) return malformed('reserved flags of the connack are set');
  const read = propertiesOf({ reader, version }, 'connack');
  if (!read.ok) return read;
  const { properties } = read;
  return { ok: true, packet: { kind: 'connack', sessionPresent: flags === 1, code, properties } };
}

function publish({ reader, version, flags }: Given): PacketOutcome {
  const qos = (flags >> 1) & 3;
  if (qos === 3) return malformed('a publish has QoS 3');
  if (qos === 0 && (flags & 8) !== 0) return malformed('a publish with QoS 0 is marked repeated');
  const topic = reader.text();
  const id = qos > 0 ? reader.uint16() : 0;
  if (qos > 0 && id === 0 && reader.fault === '') return protocolError('the packet id is 0');
  const read = propertiesOf({ reader, version }, 'publish');
  if (!read.ok) return read;
  const packet: Publish = {
    kind: 'publish',
    topic,
    payload: reader.rest(),
    qos: qos as Qos,
    retain: (flags & 1) !== 0,
    repeated: (flags & 8) !== 0,
    id,
    properties: read.properties,
  };
  return { ok: true, packet };
}

function ack(
  { reader, version }: Given,
  kind: 'puback' | 'pubrec' | 'pubrel' | 'pubcomp',
): PacketOutcome {
  const id = reader.uint16();
  if (id === 0 && reader.fault === '') return protocolError('the packet id is 0');
  const code = version === 5 && reader.left > 0 ? reader.byte() : 0;
  const read: PropertiesOutcome =
    reader.left > 0 ? propertiesOf({ reader, version }, kind) : { ok: true, properties: {} };
  return read.ok ? { ok: true, packet: { kind, id, code, properties: read.properties } } : read;
}

function subscribe({ reader, version }: Given): PacketOutcome {
  const id = reader.uint16();
  if (id === 0 && reader.fault === '') return protocolError('the packet id is 0');
  const read = propertiesOf({ reader, version }, 'subscribe');
  if (!read.ok) return read;
  const subscriptions: Subscription[] = [];
  while (reader.left > 0) {
    const filter = reader.text();
    const options = reader.byte();
    const [qos, retainHandling] = [options & 3, (options >> 4) & 3];
    const reserved = version === 5 ? 0xc0 : 0xfc;
    if ((options & reserved) !== 0) return malformed('reserved bits of a subscription are set');
    if (qos === 3) return malformed('a subscription has QoS 3');
    if (retainHandling === 3) return protocolError('a subscription has retain handling 3');
    subscriptions.push({
      filter,
      qos: qos as Qos,
      noLocal: (options & 4) !== 0,
      retainAsPublished: (options & 8) !== 0,
      retainHandling: retainHandling as 0 | 1 | 2,
    });
  }
  if (subscriptions.length === 0) return protocolError('a subscribe without filters');
  return {
    ok: true,
    packet: { kind: 'subscribe', id, subscriptions, properties: read.properties },
  };
}

function unsubscribe({ reader, version }: Given): PacketOutcome {
  const id = reader.uint16();
  if (id === 0 && reader.fault === '') return protocolError('the packet id is 0');
  const read = propertiesOf({ reader, version }, 'unsubscribe');
  if (!read.ok) return read;
  const filters: string[] = [];
  while (reader.left > 0) filters.push(reader.text());
  if (filters.length === 0) return protocolError('an unsubscribe without filters');
  return { ok: true, packet: { kind: 'unsubscribe', id, filters, properties: read.properties } };
}

function suback({ reader, version }: Given, kind: 'suback' | 'unsuback'): PacketOutcome {
  const id = reader.uint16();
  const read = propertiesOf({ reader, version }, kind);
  if (!read.ok) return read;
  const codes = [...reader.rest()];
  return { ok: true, packet: { kind, id, codes, properties: read.properties } };
}

function disconnect({ reader, version }: Given, kind: 'disconnect' | 'auth'): PacketOutcome {
  if (version === 4) {
    if (kind === 'auth') return malformed('there is no auth in MQTT 3.1.1');
    return { ok: true, packet: { kind, code: 0, properties: {} } };
  }
  const code = reader.left > 0 ? reader.byte() : 0;
  const read: PropertiesOutcome =
    reader.left > 0 ? propertiesOf({ reader, version }, kind) : { ok: true, properties: {} };
  return read.ok ? { ok: true, packet: { kind, code, properties: read.properties } } : read;
}

type PropertiesOutcome = { readonly ok: true; readonly properties: Properties } | Malformed;

function propertiesOf(
  { reader, version }: Pick<Given, 'reader' | 'version'>,
  carrier: Carrier,
): PropertiesOutcome {
  if (version === 4) return { ok: true, properties: {} };
  const { properties, code } = readProperties(reader, carrier);
  if (code === 0) return { ok: true, properties };
  return { ok: false, code, what: `properties of the ${carrier} are not valid` };
}
