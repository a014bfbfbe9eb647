// The STATE certificates of a host application over one MQTT session (Sparkplug 3.0, clauses 5.2.1, 5.13 and 6.4.26):
// the will and the birth share the time of the connect; a death that others see is answered with the birth again.
import { decodeState, encodeState } from '../../../../wire/sparkplug/state.ts';
import { formatTopic } from '../../../../wire/sparkplug/topic.ts';

/** With QoS 1 and retained, as all STATE messages. */
export type StateMessage = {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 1;
  readonly retain: true;
};

export class HostSession {
  readonly topic: string;
  readonly #connectedAtMs: number;
  #isBorn = false;

  /** `nowMs`: UTC, when the CONNECT is sent. */
  constructor(host: string, nowMs: number) {
    this.topic = formatTopic({ kind: 'state', host });
    this.#connectedAtMs = nowMs;
  }

  will(): StateMessage {
    return this.#message(false, this.#connectedAtMs);
  }

  /** After the subscriptions, and before anything else is published. */
  birth(): StateMessage {
    this.#isBorn = true;
    return this.#message(true, this.#connectedAtMs);
  }

  /** What came on our own topic: an offline one is not true while we are here. */
  heard(payload: Uint8Array): StateMessage | undefined {
    return this.#isBorn && decodeState(payload)?.online === false ? this.birth() : undefined;
  }

  /** Before a disconnect that is meant. */
  death(nowMs: number): StateMessage {
    this.#isBorn = false;
    return this.#message(false, nowMs);
  }

  #message(online: boolean, timestamp: number): StateMessage {
    const payload = encodeState({ online, timestamp });
    return { topic: this.topic, payload, qos: 1, retain: true };
  }
}
