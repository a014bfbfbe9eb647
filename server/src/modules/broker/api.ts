// What other modules may know of the broker: publishing and hearing without a socket, and the rights of its clients.
import { defineRight } from '../../kernel/access/rights.ts';
import { definePort } from '../../kernel/module/port.ts';

export type BrokerPublish = {
  readonly qos?: 0 | 1 | 2;
  readonly retain?: boolean;
  readonly contentType?: string;
  readonly expiryS?: number;
  readonly userProperties?: readonly (readonly [name: string, value: string])[];
};

export type HeardMessage = {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  /** It was kept from before the subscription. */
  readonly retained: boolean;
  readonly contentType?: string;
  readonly userProperties: readonly (readonly [name: string, value: string])[];
};

export interface Broker {
  /**
   * Resolves when it is durable for every session that waits for it, and heard in this process. Fails with
   * `broker.bad-topic`.
   */
  publish(topic: string, payload: Uint8Array | string, options?: BrokerPublish): Promise<void>;
  /**
   * Retained messages come first. A promise that `hear` returns holds back the acknowledgement of what was published
   * with QoS 1 and 2; when it rejects, the publisher is told and sends it again. Fails with `broker.bad-filter`.
   */
  subscribe(
    filter: string,
    hear: (message: HeardMessage) => Promise<void> | void,
  ): { cancel(): void };
  /** Where clients reach it. */
  readonly address: { readonly host: string; readonly port: number };
}
export const brokerPort = definePort<Broker>('broker.broker');

export const publishRight = defineRight('broker.publish', {
  en: 'Publish to the MQTT broker, below the topics of the enterprise',
  zh: '向 MQTT 服务器发布（本企业主题之下）',
});
export const subscribeRight = defineRight('broker.subscribe', {
  en: 'Hear the MQTT broker, below the topics of the enterprise',
  zh: '订阅 MQTT 服务器（本企业主题之下）',
});
