// A controller for tests: tags in memory, asked with and without a connection, alone and together, and as limited as a test
// wants it to be.
import { realNetwork } from '../../../../../kernel/world/real/network.ts';
import type { Listener, TcpConnection } from '../../../../../kernel/world/network.ts';
import { encodeTyped, type CipTyped } from '../../../../../wire/cip/data-types.ts';
import {
  cpfItem,
  decodeItems,
  eipCommand,
  encodeEip,
  encodeItems,
  EipSplitter,
  type EipMessage,
} from '../../../../../wire/cip/encapsulation.ts';
import { encodeIdentity } from '../../../../../wire/cip/identity.ts';
import {
  cipService,
  cipStatus,
  decodeRequest,
  decodeTogether,
  decodeUnconnectedSend,
  encodeReply,
  encodeTogether,
  type CipRequest,
} from '../../../../../wire/cip/message.ts';
import { decodeTagPath } from '../../../../../wire/cip/path.ts';
import { encodeSymbols, type CipSymbol } from '../../../../../wire/cip/symbols.ts';

export type ControllerAnswers = {
  readonly tags?: Readonly<Record<string, CipTyped | Uint8Array>>;
  readonly symbols?: Readonly<Record<string, readonly CipSymbol[]>>;
  /** Octets of the largest connection that it takes; 0 for none. */
  readonly connectionOctets?: number;
  readonly together?: boolean;
  readonly slot?: number;
  readonly session?: boolean;
  /** Instead of an answer. */
  readonly raw?: Uint8Array;
};

const empty = new Uint8Array(0);

export class ControllerPeer {
  readonly requests: CipRequest[] = [];
  readonly writes: (readonly [string, string])[] = [];
  answers: ControllerAnswers;
  #listener: Listener | undefined;
  connections = 0;

  private constructor(answers: ControllerAnswers) {
    this.answers = answers;
  }

  static async open(answers: ControllerAnswers = {}, host = '127.0.0.1'): Promise<ControllerPeer> {
    const peer = new ControllerPeer(answers);
    peer.#listener = await realNetwork.listenTcp({ host, port: 0 }, (connection) =>
      peer.#accept(connection),
    );
    return peer;
  }

  get port(): number {
    return this.#listener?.address.port ?? 0;
  }

  async close(): Promise<void> {
    await this.#listener?.close();
  }

  #accept(connection: TcpConnection): void {
    this.connections += 1;
    const splitter = new EipSplitter();
    connection.onClose(() => {});
    connection.onData((chunk) => {
      for (const message of splitter.push(chunk) ?? []) {
        const data = this.#answer(message);
        if (this.answers.raw) connection.write(this.answers.raw);
        else if (data) connection.write(encodeEip({ ...message, session: 7, ...data }));
      }
    });
  }

  #answer(message: EipMessage): (Pick<EipMessage, 'data'> & Partial<EipMessage>) | undefined {
    const { command, data } = message;
    if (command === eipCommand.registerSession)
      return this.answers.session === false ? { data, status: 2 } : { data };
    if (command === eipCommand.listIdentity) return { data: empty };
    const items = decodeItems(data);
    if (!items.ok) return undefined;
    const [address, item] = items.value;
    if (!address || !item) return undefined;
    const skip = item.type === cpfItem.connectedData ? 2 : 0;
    const reply = this.#reply(item.data.subarray(skip));
    const whole = Buffer.concat([item.data.subarray(0, skip), reply]);
    return { data: encodeItems([address, { type: item.type, data: whole }]) };
  }

  #reply(bytes: Uint8Array): Uint8Array {
    const outcome = decodeRequest(bytes);
    if (!outcome.ok) return empty;
    const request = outcome.value;
    const { service, data } = request;
    const fail = (status: number, extended?: number) =>
      encodeReply({
        service,
        status,
        data: empty,
        ...(extended === undefined ? {} : { extended }),
      });
    const ok = (data: Uint8Array, status = 0) => encodeReply({ service, status, data });
    const path = Buffer.from(request.path).toString('hex');
    if (path === '20062401') {
      if (service === cipService.unconnectedSend) {
        const inner = decodeUnconnectedSend(data);
        if (!inner.ok) return fail(0x13);
        const slot = this.answers.slot ?? 0;
        return inner.value.route[1] === slot ? this.#reply(inner.value.message) : fail(1, 0x0204);
      }
      const octets = service === cipService.largeForwardOpen ? 4_000 : 500;
      if (octets > (this.answers.connectionOctets ?? 0))
        return fail(service === cipService.largeForwardOpen ? 8 : 1, 0x0109);
      return ok(new Uint8Array(26).fill(9, 0, 4));
    }
    if (service === cipService.multipleServices) {
      const together = decodeTogether(data);
      if (this.answers.together === false || !together.ok)
        return fail(cipStatus.serviceUnsupported);
      return ok(encodeTogether(together.value.map((one) => this.#reply(one))), cipStatus.embedded);
    }
    this.requests.push(request);
    if (service === cipService.getAttributesAll || service === cipService.getAttributeSingle)
      return ok(encodeIdentity(identity));
    if (service === cipService.getInstanceAttributeList) return this.#symbols(request, ok, fail);
    return this.#tag(request, ok, fail);
  }

  #symbols(
    { path }: CipRequest,
    ok: (data: Uint8Array, status?: number) => Uint8Array,
    fail: (status: number) => Uint8Array,
  ): Uint8Array {
    const at = Buffer.from(path).indexOf(Buffer.from('206b', 'hex'));
    const [scope = ''] = decodeTagPath(path.subarray(0, at)) ?? [];
    const symbols = this.answers.symbols?.[String(scope)];
    const wide = path[at + 2] === 0x25;
    const from = wide ? (path[at + 4] ?? 0) + (path[at + 5] ?? 0) * 256 : (path[at + 3] ?? 0);
    if (!symbols) return fail(cipStatus.pathUnknown);
    const rest = symbols.filter(({ instance }) => instance >= from);
    return ok(encodeSymbols(rest.slice(0, 2)), rest.length > 2 ? cipStatus.partial : 0);
  }

  #tag(
    { service, path, data }: CipRequest,
    ok: (data: Uint8Array) => Uint8Array,
    fail: (status: number) => Uint8Array,
  ): Uint8Array {
    const name = (decodeTagPath(path) ?? []).join('.');
    const tag = this.answers.tags?.[name];
    if (!tag) return fail(cipStatus.pathUnknown);
    if (service === cipService.readTag)
      return ok(tag instanceof Uint8Array ? tag : encodeTyped(tag));
    this.writes.push([name, Buffer.from(data).toString('hex')]);
    return ok(empty);
  }
}

const identity = {
  ...{ vendor: 1, deviceType: 14, productCode: 1, major: 33, minor: 11, status: 0 },
  ...{ serialNumber: 0x1234, productName: '1756-L85E' },
};
