// Our MQTT client as a client of our broker, what it heard gathered.
import type { TestContext } from 'node:test';
import { connectMqtt, type MqttConnection } from '../../connectivity/mqtt/client.ts';
import type { MqttMessage, MqttPublish, MqttQos } from '../../connectivity/mqtt/message.ts';
import type { MqttOptions } from '../../connectivity/mqtt/options.ts';
import type { MqttPlace } from '../../connectivity/mqtt/settings.ts';

export type HeardText = {
  readonly topic: string;
  readonly text: string;
  readonly message: MqttMessage;
};

export type TestClient = {
  readonly connection: MqttConnection;
  readonly heard: HeardText[];
  texts(): string[];
  subscribe(filter: string, qos: MqttQos): Promise<unknown>;
  publish(topic: string, text: string, options?: MqttPublish): Promise<void>;
};

type Opened = Partial<Omit<MqttOptions, 'place'>> & {
  readonly port: number;
  readonly version?: '5' | '3.1.1';
  /** The enterprise, or `*`. */
  readonly token?: string;
  readonly place?: Partial<MqttPlace>;
};

export async function open(t: TestContext, opened: Opened): Promise<TestClient> {
  const { port, version = '5', token, place, ...more } = opened;
  const heard: HeardText[] = [];
  const connection = await connectMqtt({
    timeoutMs: 5_000,
    hear(message) {
      heard.push({ topic: message.topic, text: Buffer.from(message.payload).toString(), message });
    },
    ...more,
    place: {
      ...{ host: '127.0.0.1', port, version },
      ...(token === undefined ? {} : { username: 'test', password: token }),
      ...place,
    },
  });
  t.after(() => connection.drop());
  return {
    connection,
    heard,
    texts: () => heard.map(({ text }) => text),
    subscribe: (filter, qos) => connection.subscribe([{ filter, qos }]),
    publish: (topic, text, options) => connection.publish(topic, text, options),
  };
}
