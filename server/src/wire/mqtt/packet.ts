// The packets of MQTT 3.1.1 and 5 as values; names follow the standards, times end in their unit.

/** 4 is MQTT 3.1.1. */
export type Version = 4 | 5;
export type Qos = 0 | 1 | 2;
export type UserProperty = readonly [name: string, value: string];

/** MQTT 5, 2.2.2.2: all properties of all packets; which may stand where is a table. */
export type Properties = {
  payloadFormat?: number;
  expiryS?: number;
  contentType?: string;
  responseTopic?: string;
  correlationData?: Uint8Array;
  subscriptionIds?: readonly number[];
  sessionExpiryS?: number;
  assignedClientId?: string;
  serverKeepAliveS?: number;
  authenticationMethod?: string;
  authenticationData?: Uint8Array;
  requestProblemInformation?: number;
  willDelayS?: number;
  requestResponseInformation?: number;
  responseInformation?: string;
  serverReference?: string;
  reasonString?: string;
  receiveMax?: number;
  topicAliasMax?: number;
  topicAlias?: number;
  maximumQos?: number;
  retainAvailable?: number;
  user?: readonly UserProperty[];
  packetBytesMax?: number;
  wildcardAvailable?: number;
  subscriptionIdsAvailable?: number;
  sharedAvailable?: number;
};

export type Will = {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: Qos;
  readonly retain: boolean;
  readonly properties: Properties;
};

export type Connect = {
  readonly kind: 'connect';
  readonly version: Version;
  readonly cleanStart: boolean;
  readonly keepAliveS: number;
  readonly clientId: string;
  readonly will?: Will;
  readonly username?: string;
  readonly password?: Uint8Array;
  readonly properties: Properties;
};
export type Connack = {
  readonly kind: 'connack';
  readonly sessionPresent: boolean;
  readonly code: number;
  readonly properties: Properties;
};
export type Publish = {
  readonly kind: 'publish';
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: Qos;
  readonly retain: boolean;
  readonly repeated: boolean;
  /** 0 with QoS 0. */
  readonly id: number;
  readonly properties: Properties;
};
export type Ack = {
  readonly kind: 'puback' | 'pubrec' | 'pubrel' | 'pubcomp';
  readonly id: number;
  readonly code: number;
  readonly properties: Properties;
};
export type Subscription = {
  readonly filter: string;
  readonly qos: Qos;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  readonly retainHandling: 0 | 1 | 2;
};
export type Subscribe = {
  readonly kind: 'subscribe';
  readonly id: number;
  readonly subscriptions: readonly Subscription[];
  readonly properties: Properties;
};
export type Suback = {
  readonly kind: 'suback' | 'unsuback';
  readonly id: number;
  readonly codes: readonly number[];
  readonly properties: Properties;
};
export type Unsubscribe = {
  readonly kind: 'unsubscribe';
  readonly id: number;
  readonly filters: readonly string[];
  readonly properties: Properties;
};
export type Ping = { readonly kind: 'pingreq' | 'pingresp' };
export type Disconnect = {
  readonly kind: 'disconnect' | 'auth';
  readonly code: number;
  readonly properties: Properties;
};

export type Packet =
  | Connect
  | Connack
  | Publish
  | Ack
  | Subscribe
  | Suback
  | Unsubscribe
  | Ping
  | Disconnect;

/** Table 2-1, by the number in the high nibble of the first byte. */
export const packetKinds = [
  '',
  'connect',
  'connack',
  'publish',
  'puback',
  'pubrec',
  'pubrel',
  'pubcomp',
  'subscribe',
  'suback',
  'unsubscribe',
  'unsuback',
  'pingreq',
  'pingresp',
  'disconnect',
  'auth',
] as const;

/** MQTT 5, 2.4: those that a server sends. */
export const reason = {
  success: 0x00,
  disconnectWithWill: 0x04,
  noMatchingSubscribers: 0x10,
  noSubscriptionExisted: 0x11,
  unspecified: 0x80,
  malformed: 0x81,
  protocolError: 0x82,
  implementation: 0x83,
  unsupportedVersion: 0x84,
  clientIdNotValid: 0x85,
  badCredentials: 0x86,
  notAuthorized: 0x87,
  unavailable: 0x88,
  busy: 0x89,
  shuttingDown: 0x8b,
  badAuthenticationMethod: 0x8c,
  keepAliveTimeout: 0x8d,
  takenOver: 0x8e,
  filterNotValid: 0x8f,
  topicNotValid: 0x90,
  idInUse: 0x91,
  idNotFound: 0x92,
  receiveMaxExceeded: 0x93,
  topicAliasNotValid: 0x94,
  tooLarge: 0x95,
  quotaExceeded: 0x97,
  payloadFormat: 0x99,
  administrative: 0x98,
} as const;

/** What is wrong with bytes that are no packet, and the code to answer it with. */
export type Malformed = { readonly ok: false; readonly code: number; readonly what: string };
export type PacketOutcome = { readonly ok: true; readonly packet: Packet } | Malformed;
