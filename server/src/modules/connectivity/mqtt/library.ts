// Between our words and those of the `mqtt` package: options in, packets out.
import {
  Store,
  type IClientOptions,
  type IClientSubscribeOptions,
  type IPublishPacket,
} from 'mqtt';
import type { MqttFilter, MqttMessage, MqttProperties, MqttWill } from './message.ts';
import type { MqttOptions } from './options.ts';

/** Hands PUBREL to the one who takes messages, who sends PUBCOMP; kept by the package itself, nothing is. */
class Releases extends Store {
  override get(packet: Parameters<Store['get']>[0], found: Parameters<Store['get']>[1]): this {
    found(undefined, { cmd: 'pubrel', ...packet });
    return this;
  }
}

type PublishProperties = NonNullable<IPublishPacket['properties']>;

export function libraryOptions(options: MqttOptions, bytesMax: number): IClientOptions {
  const { place, clientId, will, receiveMax = 1_000 } = options;
  const { username, password, ca, cert, key, keepAliveS, path } = place;
  const { transport = 'tcp' } = place;
  const five = isFive(options);
  const web = transport === 'ws' || transport === 'wss';
  return {
    protocol: ({ tcp: 'mqtt', tls: 'mqtts', ws: 'ws', wss: 'wss' } as const)[transport],
    host: web && place.host.includes(':') ? `[${place.host}]` : place.host,
    port: place.port,
    ...(web ? { path: path ?? '/mqtt' } : {}),
    protocolVersion: five ? 5 : 4,
    ...(clientId === undefined ? {} : { clientId }),
    clean: options.clean ?? true,
    keepalive: keepAliveS ?? 30,
    ...given({ username, password, ca, cert, key }),
    rejectUnauthorized: place.trustAny !== true,
    // The source connects again by itself, with its own pauses and its own words.
    reconnectPeriod: 0,
    connectTimeout: options.timeoutMs,
    resubscribe: false,
    autoUseTopicAlias: false,
    incomingStore: new Releases(),
    ...(will === undefined ? {} : { will: willOf(will, five) }),
    ...(five
      ? {
          properties: {
            sessionExpiryInterval: options.sessionExpiryS ?? 0,
            receiveMaximum: receiveMax,
            maximumPacketSize: bytesMax,
          },
        }
      : {}),
  };
}

export function isFive({ place }: MqttOptions): boolean {
  return place.version !== '3.1.1';
}

function willOf(will: MqttWill, five: boolean): NonNullable<IClientOptions['will']> {
  const { topic, payload, qos = 0, retain = false, delayS, properties = {} } = will;
  return {
    ...{ topic, qos, retain },
    payload: typeof payload === 'string' ? payload : Buffer.from(payload),
    ...(five
      ? {
          properties: {
            ...libraryProperties(properties),
            ...given({ willDelayInterval: delayS }),
          },
        }
      : {}),
  };
}

export function libraryProperties(properties: MqttProperties): PublishProperties {
  const { contentType, responseTopic, correlationData, isText, expiryS, userProperties } =
    properties;
  return {
    ...given({ contentType, responseTopic }),
    ...given({ payloadFormatIndicator: isText, messageExpiryInterval: expiryS }),
    ...(correlationData === undefined ? {} : { correlationData: Buffer.from(correlationData) }),
    ...(userProperties === undefined ? {} : { userProperties: { ...userProperties } }),
  };
}

export function messageOf(packet: IPublishPacket, topic: string): MqttMessage {
  const { payload, qos, retain, dup, properties } = packet;
  return {
    topic,
    payload: typeof payload === 'string' ? Buffer.from(payload) : payload,
    qos,
    retained: retain,
    repeated: dup,
    properties: properties === undefined ? {} : propertiesOf(properties),
  };
}

function propertiesOf(properties: PublishProperties): MqttProperties {
  const { contentType, responseTopic, correlationData, userProperties } = properties;
  return given({
    ...{ contentType, responseTopic, correlationData, userProperties },
    isText: properties.payloadFormatIndicator,
    expiryS: properties.messageExpiryInterval,
  });
}

export function subscribeOptions(filter: MqttFilter): IClientSubscribeOptions {
  const { qos, noLocal, retainAsPublished, retainHandling } = filter;
  return { qos, ...given({ nl: noLocal, rap: retainAsPublished, rh: retainHandling }) };
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without what is absent. */
function given<T extends object>(values: T): Given<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Given<T>;
}
