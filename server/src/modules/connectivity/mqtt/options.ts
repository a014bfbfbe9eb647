// What a connection to a broker is made of.
import type { Inbound } from './inbound.ts';
import type { MqttMessage, MqttWill } from './message.ts';
import type { MqttPlace } from './settings.ts';

export type MqttOptions = {
  readonly place: MqttPlace;
  /** Unless given, the broker or chance gives one; a session to come back to needs one. */
  readonly clientId?: string;
  /** False: what came while we were away is waiting. */
  readonly clean?: boolean;
  /** MQTT 5: how long the broker keeps the session after us. */
  readonly sessionExpiryS?: number;
  readonly will?: MqttWill;
  /** For the TCP, TLS and MQTT handshake together. */
  readonly timeoutMs: number;
  /** Most messages with QoS 1 and 2 that may wait for their acknowledgement (MQTT 5). */
  readonly receiveMax?: number;
  /** A longer packet ends the connection. */
  readonly bytesMax?: number;
  /** What was heard and the broker may send again: hand in the same one again with a session to come back to. */
  readonly inbound?: Inbound;
  /**
   * What comes with QoS 1 or 2 is acknowledged when the promise resolves. When it rejects, nothing is and the
   * connection ends, so that the broker sends it again.
   */
  hear(message: MqttMessage): Promise<void> | void;
};
