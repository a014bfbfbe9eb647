// The properties of MQTT 5 (2.2.2.2): one table says the number, the type and the packets where each may stand.
import type { ByteReader } from './byte-reader.ts';
import { reason, type Properties, type UserProperty } from './packet.ts';

export type Carrier =
  | 'connect'
  | 'connack'
  | 'publish'
  | 'will'
  | 'puback'
  | 'pubrec'
  | 'pubrel'
  | 'pubcomp'
  | 'subscribe'
  | 'suback'
  | 'unsubscribe'
  | 'unsuback'
  | 'disconnect'
  | 'auth';

type Type = 'byte' | 'uint16' | 'uint32' | 'variable' | 'text' | 'binary' | 'pair';
type Name = keyof Properties;
type Row = readonly [id: number, name: Name, type: Type, carriers: string];

const acks = 'puback pubrec pubrel pubcomp suback unsuback';
const table: readonly Row[] = [
  [1, 'payloadFormat', 'byte', 'publish will'],
  [2, 'expiryS', 'uint32', 'publish will'],
  [3, 'contentType', 'text', 'publish will'],
  [8, 'responseTopic', 'text', 'publish will'],
  [9, 'correlationData', 'binary', 'publish will'],
  [11, 'subscriptionIds', 'variable', 'publish subscribe'],
  [17, 'sessionExpiryS', 'uint32', 'connect connack disconnect'],
  [18, 'assignedClientId', 'text', 'connack'],
  [19, 'serverKeepAliveS', 'uint16', 'connack'],
  [21, 'authenticationMethod', 'text', 'connect connack auth'],
  [22, 'authenticationData', 'binary', 'connect connack auth'],
  [23, 'requestProblemInformation', 'byte', 'connect'],
  [24, 'willDelayS', 'uint32', 'will'],
  [25, 'requestResponseInformation', 'byte', 'connect'],
  [26, 'responseInformation', 'text', 'connack'],
  [28, 'serverReference', 'text', 'connack disconnect'],
  [31, 'reasonString', 'text', `connack ${acks} disconnect auth`],
  [33, 'receiveMax', 'uint16', 'connect connack'],
  [34, 'topicAliasMax', 'uint16', 'connect connack'],
  [35, 'topicAlias', 'uint16', 'publish'],
  [36, 'maximumQos', 'byte', 'connack'],
  [37, 'retainAvailable', 'byte', 'connack'],
  [
    38,
    'user',
    'pair',
    `connect connack publish will ${acks} subscribe unsubscribe disconnect auth`,
  ],
  [39, 'packetBytesMax', 'uint32', 'connect connack'],
  [40, 'wildcardAvailable', 'byte', 'connack'],
  [41, 'subscriptionIdsAvailable', 'byte', 'connack'],
  [42, 'sharedAvailable', 'byte', 'connack'],
];

type Known = { readonly id: number; readonly type: Type; readonly carriers: ReadonlySet<string> };
const byId = new Map(
  table.map(([id, name, type, carriers]) => [
    id,
    { name, type, carriers: new Set(carriers.split(' ')) },
  ]),
);
const byName: ReadonlyMap<string, Known> = new Map(
  table.map(([id, name, type, carriers]) => [
    name,
    { id, type, carriers: new Set(carriers.split(' ')) },
  ]),
);

/** 0 where nothing is wrong; the code of the fault otherwise. */
export type PropertiesRead = { readonly properties: Properties; readonly code: number };

const none: PropertiesRead = { properties: {}, code: 0 };

/** The reader's fault, if any, is the caller's to see. */
export function readProperties(reader: ByteReader, carrier: Carrier): PropertiesRead {
  const length = reader.variable();
  if (length === 0) return none;
  const part = reader.part(length);
  const properties: Record<string, unknown> = {};
  const user: UserProperty[] = [];
  const ids: number[] = [];
  while (part.left > 0) {
    const known = byId.get(part.variable());
    if (known === undefined) return { properties: {}, code: reason.malformed };
    const { name, type, carriers } = known;
    if (!carriers.has(carrier)) return { properties: {}, code: reason.protocolError };
    if (type === 'pair') user.push([part.text(), part.text()]);
    else if (name === 'subscriptionIds') ids.push(part.variable());
    else {
      if (name in properties) return { properties: {}, code: reason.protocolError };
      const value = part[type]();
      if (!isAllowed(name, value)) return { properties: {}, code: reason.protocolError };
      properties[name] = value;
    }
  }
  if (part.fault !== '') return { properties: {}, code: reason.malformed };
  if (user.length > 0) properties['user'] = user;
  if (ids.length > 0) {
    if (ids.includes(0) || (carrier === 'subscribe' && ids.length > 1))
      return { properties: {}, code: reason.protocolError };
    properties['subscriptionIds'] = ids;
  }
  return { properties, code: 0 };
}

const flags = new Set<Name>([
  'payloadFormat',
  'requestProblemInformation',
  'requestResponseInformation',
  'maximumQos',
  'retainAvailable',
  'wildcardAvailable',
  'subscriptionIdsAvailable',
  'sharedAvailable',
]);
const neverZero = new Set<Name>(['receiveMax', 'packetBytesMax']);

function isAllowed(name: Name, value: unknown): boolean {
  if (flags.has(name)) return value === 0 || value === 1;
  return !(neverZero.has(name) && value === 0);
}

/** With their length in front. What may not stand on this carrier is left out. */
export function propertiesBytes(properties: Properties, carrier: Carrier): Buffer {
  const parts: Buffer[] = [];
  for (const name in properties) {
    const known = byName.get(name);
    const value: unknown = properties[name as Name];
    if (known === undefined || value === undefined || !known.carriers.has(carrier)) continue;
    if (known.type === 'pair') {
      for (const [key, text] of value as readonly UserProperty[])
        parts.push(Buffer.of(known.id), textBytes(key), textBytes(text));
    } else if (name === 'subscriptionIds') {
      for (const id of value as readonly number[])
        parts.push(Buffer.of(known.id), variableBytes(id));
    } else parts.push(Buffer.of(known.id), valueBytes(known.type, value));
  }
  if (parts.length === 0) return noProperties;
  const body = Buffer.concat(parts);
  return Buffer.concat([variableBytes(body.length), body]);
}

const noProperties = Buffer.of(0);

function valueBytes(type: Type, value: unknown): Buffer {
  if (type === 'text') return textBytes(String(value));
  if (type === 'binary') return binaryBytes(value as Uint8Array);
  const number = Number(value);
  if (type === 'byte') return Buffer.of(number);
  if (type === 'uint16') return uint16Bytes(number);
  if (type === 'variable') return variableBytes(number);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
}

export function uint16Bytes(value: number): Buffer {
  return Buffer.of(value >> 8, value & 0xff);
}

export function variableBytes(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return Buffer.from(bytes);
}

export function textBytes(text: string): Buffer {
  return binaryBytes(Buffer.from(text, 'utf8'));
}

export function binaryBytes(bytes: Uint8Array): Buffer {
  return Buffer.concat([uint16Bytes(bytes.length), bytes]);
}
