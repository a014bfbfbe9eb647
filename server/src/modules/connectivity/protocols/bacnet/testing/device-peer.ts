// A device for tests: properties in memory, asked one by one or many at once, with what a test wants it to be unable to do.
import { realNetwork } from '../../../../../kernel/world/real/network.ts';
import type { Address, UdpSocket } from '../../../../../kernel/world/network.ts';
import {
  confirmedService,
  decodeApdu,
  encodeApdu,
  type Apdu,
} from '../../../../../wire/bacnet/apdu.ts';
import {
  bvlcFunction,
  decodeNetwork,
  encodeNetwork,
  type RemoteStation,
} from '../../../../../wire/bacnet/network.ts';
import * as services from '../../../../../wire/bacnet/services.ts';
import type { BacnetValue } from '../../../../../wire/bacnet/tags.ts';

export type DeviceAnswers = {
  /** By `object property` or `object property index`. */
  readonly properties?: Readonly<Record<string, readonly BacnetValue[]>>;
  /** It stands behind a router, as this station. */
  readonly remote?: RemoteStation;
  readonly multiple?: boolean;
  readonly cov?: boolean;
  /** It answers with the right values of the wrong objects. */
  readonly swaps?: boolean;
  /** The longest answer; longer ones are aborted. */
  readonly octetsMax?: number;
  /** Datagrams that are lost before the first is heard. */
  lose?: number;
};

type Confirmed = Extract<Apdu, { kind: 'confirmed' }>;

export class DevicePeer {
  readonly heard: Apdu[] = [];
  /** Network, address and hop count of what was asked, hexadecimal. */
  readonly destinations: string[] = [];
  readonly subscriptions: services.Subscription[] = [];
  readonly answers: DeviceAnswers;
  /** Instead of an answer, for `silent` any more. */
  silent = false;
  #socket: UdpSocket | undefined;
  #client: Address | undefined;

  private constructor(answers: DeviceAnswers) {
    this.answers = answers;
  }

  static async open(answers: DeviceAnswers = {}): Promise<DevicePeer> {
    const peer = new DevicePeer(answers);
    peer.#socket = await realNetwork.openUdp({ host: '127.0.0.1', port: 0 });
    peer.#socket.onMessage((bytes, from) => peer.#hear(bytes, from));
    return peer;
  }

  get port(): number {
    return this.#socket?.address.port ?? 0;
  }

  tell(apdu: Apdu | Uint8Array): void {
    if (!this.#client) return;
    const { remote } = this.answers;
    const bytes =
      apdu instanceof Uint8Array
        ? apdu
        : remote
          ? fromStation(remote, encodeApdu(apdu))
          : encodeNetwork(bvlcFunction.unicast, encodeApdu(apdu));
    this.#socket?.send(bytes, this.#client);
  }

  async close(): Promise<void> {
    await this.#socket?.close();
  }

  #hear(bytes: Uint8Array, from: Address): void {
    const lose = this.answers.lose ?? 0;
    this.answers.lose = lose - 1;
    if (this.silent || lose > 0) return;
    this.#client = from;
    const apdu = decodeApdu(decodeNetwork(bytes)?.apdu ?? new Uint8Array(0));
    if (!apdu) return;
    this.heard.push(apdu);
    if (this.answers.remote)
      this.destinations.push(Buffer.from(bytes.subarray(6, 11)).toString('hex'));
    if (apdu.kind === 'confirmed') this.tell(this.#answer(apdu));
  }

  #answer({ invoke, service, data }: Confirmed): Apdu {
    const error = (errorCode: number): Apdu => ({
      ...{ kind: 'error', invoke, service },
      ...{ errorClass: 2, errorCode },
    });
    const ack = (data: Uint8Array): Apdu =>
      data.length > (this.answers.octetsMax ?? Infinity)
        ? { kind: 'abort', invoke, reason: 4, server: true }
        : { kind: 'complex-ack', invoke, service, data };
    const rejected: Apdu = { kind: 'reject', invoke, reason: 9 };
    switch (service) {
      case confirmedService.readProperty: {
        const at = services.decodeAt(data);
        const values = at && this.#values(at);
        return at && values ? ack(services.encodeProperty(this.#named(at), values)) : error(32);
      }
      case confirmedService.readPropertyMultiple: {
        if (this.answers.multiple === false) return rejected;
        const ats = services.decodeReadMultiple(data) ?? [];
        const results = ats.map((at): services.PropertyResult => {
          const values = this.#values(at);
          return values
            ? { ...this.#named(at), ok: true, values }
            : { ...at, ok: false, errorClass: 2, errorCode: 32 };
        });
        return ack(services.encodeMultiple(results));
      }
      case confirmedService.subscribeCov: {
        const subscription = services.decodeSubscribe(data);
        if (this.answers.cov === false || !subscription) return error(45);
        this.subscriptions.push(subscription);
        return { kind: 'simple-ack', invoke, service };
      }
      case confirmedService.writeProperty:
        return { kind: 'simple-ack', invoke, service };
      default:
        return rejected;
    }
  }

  #named(at: services.PropertyAt): services.PropertyAt {
    const swap = this.answers.swaps === true && services.objectType(at.object) !== 8;
    return swap ? { ...at, object: at.object + 1 } : at;
  }

  #values({ object, property, index }: services.PropertyAt): readonly BacnetValue[] | undefined {
    const key = `${object} ${property}${index === undefined ? '' : ` ${index}`}`;
    return this.answers.properties?.[key];
  }
}

/** As a router passes on what a station says. */
function fromStation({ network, mac }: RemoteStation, apdu: Uint8Array): Uint8Array {
  const length = 9 + mac.length + apdu.length;
  const header = [0x81, bvlcFunction.unicast, length >> 8, length & 0xff];
  return Uint8Array.of(
    ...header,
    1,
    0x08,
    network >> 8,
    network & 0xff,
    mac.length,
    ...mac,
    ...apdu,
  );
}
