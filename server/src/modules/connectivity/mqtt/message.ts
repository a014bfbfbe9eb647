// What goes over a connection to a broker, in our words, and how its parts are asked for.
import type { StepKey } from '../../../wire/tier/facts.ts';

export type MqttQos = 0 | 1 | 2;

/** MQTT 5 only; 3.1.1 drops them. */
export type MqttProperties = {
  readonly contentType?: string;
  readonly responseTopic?: string;
  readonly correlationData?: Uint8Array;
  /** The payload is UTF-8 text. */
  readonly isText?: boolean;
  /** Seconds after which nobody gets it any more. */
  readonly expiryS?: number;
  readonly userProperties?: Readonly<Record<string, string | string[]>>;
};

export type MqttMessage = {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: MqttQos;
  /** Kept by the broker from before we subscribed (or, with retain as published, as the publisher said). */
  readonly retained: boolean;
  /** The broker sent it before and knows no acknowledgement. */
  readonly repeated: boolean;
  readonly properties: MqttProperties;
  /** With QoS 2: to be durable in one step with what the message tells, so that it is known again after a kill. */
  readonly key?: StepKey;
};

export type MqttPublish = {
  readonly qos?: MqttQos;
  readonly retain?: boolean;
  readonly properties?: MqttProperties;
};

export type MqttWill = {
  readonly topic: string;
  readonly payload: Uint8Array | string;
  readonly qos?: MqttQos;
  readonly retain?: boolean;
  /** MQTT 5: seconds that the broker waits for us to come back. */
  readonly delayS?: number;
  readonly properties?: MqttProperties;
};

export type MqttFilter = {
  readonly filter: string;
  readonly qos: MqttQos;
  /** MQTT 5: what we published ourselves does not come back. */
  readonly noLocal?: boolean;
  readonly retainAsPublished?: boolean;
  /** Retained messages: 0 with each subscription, 1 with a new one, 2 never. MQTT 5; 3.1.1 always sends them. */
  readonly retainHandling?: 0 | 1 | 2;
};
