// Requests to one device over UDP: repeated when lost, their answers found by number and, where they come in segments, put
// together within 64 segments. What the device tells by itself is handed on.
import { sleep, type Clock, type Timer } from '../../../../kernel/world/clock.ts';
import type { Address, UdpSocket } from '../../../../kernel/world/network.ts';
import {
  confirmedService,
  decodeApdu,
  encodeApdu,
  ourMaxima,
  unconfirmedService,
  type Apdu,
} from '../../../../wire/bacnet/apdu.ts';
import {
  bvlcFunction,
  decodeNetwork,
  encodeNetwork,
  type RemoteStation,
} from '../../../../wire/bacnet/network.ts';
import { decodeIAm, encodeWhoIs } from '../../../../wire/bacnet/services.ts';
import { Reassembly } from './reassembly.ts';
import type { Refused } from './refusal-text.ts';

export type Outcome =
  | { readonly ok: true; readonly data: Uint8Array }
  | { readonly ok: false; readonly refused: Refused };

export type ClientOptions = {
  readonly socket: UdpSocket;
  readonly clock: Clock;
  readonly to: Address;
  /** Where the device is behind a router at that address. */
  readonly remote?: RemoteStation | undefined;
  readonly answerMs: number;
  /** How often a request is sent again. */
  readonly retries: number;
  /**
   * The device tells by itself; confirmed when `acknowledge` is given, to be called once. False when it is not taken now:
   * the device tells it again.
   */
  readonly onNotification?: (data: Uint8Array, acknowledge?: () => void) => boolean;
};

type Pending = {
  readonly invoke: number;
  readonly frame: Uint8Array;
  readonly settle: (outcome: Outcome) => void;
  triesLeft: number;
  timer: Timer;
  reassembly?: Reassembly;
};

/** Requests under way at once: the device has 256 numbers, and little memory. */
const underWayMax = 4;

export class BacnetClient {
  readonly #options: ClientOptions;
  readonly #pending = new Map<number, Pending>();
  readonly #queue: (() => void)[] = [];
  /** Numbers of notifications whose acknowledgement waits for the store: repeated ones are known. */
  readonly #owed = new Set<number>();
  #onIAm: ((device: number) => void) | undefined;
  #invoke = 0;
  #over = false;
  requests = 0;
  repeated = 0;
  roundTripMs = -1;

  constructor(options: ClientOptions) {
    this.#options = options;
    options.socket.onMessage((bytes, from) => this.#hear(bytes, from));
  }

  confirmed(service: number, data: Uint8Array): Promise<Outcome> {
    if (this.#over) return Promise.resolve({ ok: false, refused: { kind: 'silence' } });
    return new Promise((resolve) => {
      this.#queue.push(() => this.#send(service, data, resolve));
      this.#pump();
    });
  }

  /** The instance that the device says in its I-Am; undefined when it says none in time. */
  async whoIs(): Promise<number | undefined> {
    const { clock, answerMs } = this.#options;
    const heard = new AbortController();
    let device: number | undefined;
    this.#onIAm = (found) => {
      device = found;
      heard.abort();
    };
    const data = encodeWhoIs();
    const service = unconfirmedService.whoIs;
    this.#tell(encodeApdu({ kind: 'unconfirmed', service, data }), false);
    await sleep(clock, answerMs, heard.signal);
    this.#onIAm = undefined;
    return device;
  }

  async close(): Promise<void> {
    this.#over = true;
    for (const { settle } of [...this.#pending.values()])
      settle({ ok: false, refused: { kind: 'silence' } });
    for (const start of this.#queue.splice(0)) start();
    await this.#options.socket.close();
  }

  #pump(): void {
    while (this.#pending.size < underWayMax && this.#queue.length > 0) this.#queue.shift()?.();
  }

  #send(service: number, data: Uint8Array, resolve: (outcome: Outcome) => void): void {
    if (this.#over) return resolve({ ok: false, refused: { kind: 'silence' } });
    const { clock, retries } = this.#options;
    const invoke = this.#freeNumber();
    const begun = clock.monotonicMs();
    const settle = (outcome: Outcome) => {
      pending.timer.cancel();
      this.#pending.delete(invoke);
      if (outcome.ok) this.roundTripMs = clock.monotonicMs() - begun;
      resolve(outcome);
      this.#pump();
    };
    const rest = { service, data, takesSegments: true, maxima: ourMaxima };
    const frame = encodeApdu({ kind: 'confirmed', invoke, ...rest });
    const timer = this.#waitFor(invoke);
    const pending: Pending = { invoke, frame, settle, triesLeft: retries, timer };
    this.#pending.set(invoke, pending);
    this.requests += 1;
    this.#tell(frame, true);
  }

  #freeNumber(): number {
    do this.#invoke = (this.#invoke + 1) % 256;
    while (this.#pending.has(this.#invoke));
    return this.#invoke;
  }

  #waitFor(invoke: number): Timer {
    return this.#options.clock.after(this.#options.answerMs, () => {
      const pending = this.#pending.get(invoke);
      if (!pending) return;
      if (pending.triesLeft <= 0 || pending.reassembly)
        return pending.settle({ ok: false, refused: { kind: 'silence' } });
      pending.triesLeft -= 1;
      this.repeated += 1;
      pending.timer = this.#waitFor(invoke);
      this.#tell(pending.frame, true);
    });
  }

  #tell(apdu: Uint8Array, expectsReply: boolean): void {
    const { socket, to, remote } = this.#options;
    const routed = remote === undefined ? {} : { to: remote };
    socket.send(encodeNetwork(bvlcFunction.unicast, apdu, { expectsReply, ...routed }), to);
  }

  #hear(bytes: Uint8Array, from: Address): void {
    const { to, remote } = this.#options;
    if (this.#over || from.host !== to.host || from.port !== to.port) return;
    const message = decodeNetwork(bytes);
    const apdu = message?.apdu && decodeApdu(message.apdu);
    if (!message || !apdu) return;
    // Several devices are behind one router: what another of them says is not ours.
    if (remote !== undefined && !sameStation(remote, message.source)) return;
    if (apdu.kind === 'unconfirmed' || apdu.kind === 'confirmed') this.#told(apdu);
    else this.#answered(apdu);
  }

  #told(apdu: Extract<Apdu, { kind: 'confirmed' | 'unconfirmed' }>): void {
    const { onNotification } = this.#options;
    if (apdu.kind === 'unconfirmed') {
      if (apdu.service === unconfirmedService.covNotification) onNotification?.(apdu.data);
      const iAm = apdu.service === unconfirmedService.iAm ? decodeIAm(apdu.data) : undefined;
      if (iAm) this.#onIAm?.(iAm.device);
      return;
    }
    const { invoke, service } = apdu;
    if (service !== confirmedService.covNotification || apdu.segment || !onNotification) {
      this.#tell(encodeApdu({ kind: 'reject', invoke, reason: unrecognizedService }), false);
      return;
    }
    if (this.#owed.has(invoke)) return;
    this.#owed.add(invoke);
    const isTaken = onNotification(apdu.data, () => {
      this.#owed.delete(invoke);
      if (!this.#over) this.#tell(encodeApdu({ kind: 'simple-ack', invoke, service }), false);
    });
    if (!isTaken) this.#owed.delete(invoke);
  }

  #answered(apdu: Exclude<Apdu, { kind: 'confirmed' | 'unconfirmed' }>): void {
    const pending = this.#pending.get(apdu.invoke);
    if (!pending) return;
    switch (apdu.kind) {
      case 'simple-ack':
        return pending.settle({ ok: true, data: new Uint8Array(0) });
      case 'complex-ack':
        if (apdu.segment) return this.#segment(pending, apdu.data, apdu.segment);
        return pending.settle({ ok: true, data: apdu.data.slice() });
      case 'error': {
        const { errorClass, errorCode } = apdu;
        return pending.settle({
          ok: false,
          refused: { kind: 'error', errorClass, errorCode },
        });
      }
      case 'reject':
      case 'abort':
        return pending.settle({ ok: false, refused: { kind: apdu.kind, reason: apdu.reason } });
      case 'segment-ack': // of requests in segments, which we never send
    }
  }

  #segment(
    pending: Pending,
    data: Uint8Array,
    segment: { readonly sequence: number; readonly window: number; readonly more: boolean },
  ): void {
    pending.reassembly ??= new Reassembly();
    const { answer, whole, overflow } = pending.reassembly.take(data, segment);
    // What comes in disorder for ever is no answer.
    if (answer?.negative !== true) {
      pending.timer.cancel();
      pending.timer = this.#waitFor(pending.invoke);
    }
    const { invoke } = pending;
    if (answer) {
      const ours = { kind: 'segment-ack' as const, invoke, server: false };
      this.#tell(encodeApdu({ ...ours, ...answer }), false);
    }
    if (overflow) {
      const reason = bufferOverflow;
      this.#tell(encodeApdu({ kind: 'abort', invoke, reason, server: false }), false);
      pending.settle({ ok: false, refused: { kind: 'abort', reason } });
    } else if (whole) pending.settle({ ok: true, data: whole });
  }
}

const unrecognizedService = 9;
const bufferOverflow = 1;

function sameStation(one: RemoteStation, other: RemoteStation | undefined): boolean {
  if (other?.network !== one.network || other.mac.length !== one.mac.length) return false;
  return one.mac.every((octet, n) => octet === other.mac[n]);
}
