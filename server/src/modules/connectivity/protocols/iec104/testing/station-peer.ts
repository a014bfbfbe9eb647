// A station for tests: it keeps what it is sent, answers as the standard wants unless told otherwise, and tells what a test
// wants it to tell, with whatever numbers.
import { realNetwork } from '../../../../../kernel/world/real/network.ts';
import type { Listener, TcpConnection } from '../../../../../kernel/world/network.ts';
import { encodeApdu, type Apdu } from '../../../../../wire/iec104/apci.ts';
import { ApduSplitter } from '../../../../../wire/iec104/apdu-splitter.ts';
import {
  cause,
  decodeAsdu,
  encodeAsdu,
  type Asdu,
  type InformationObject,
} from '../../../../../wire/iec104/asdu.ts';
import { typeNamed } from '../../../../../wire/iec104/types.ts';

export type StationAnswers = {
  /** False: STARTDT is not confirmed. */
  readonly starts?: boolean;
  /** What each interrogation is answered with: a type and its objects. */
  readonly image?: readonly (readonly [string, readonly InformationObject[]])[];
  /** By default every command is confirmed and terminated. */
  readonly onCommand?: (asdu: Asdu, peer: StationPeer) => void;
};

export class StationPeer {
  readonly commonAddress = 1;
  readonly heard: Apdu[] = [];
  readonly commands: Asdu[] = [];
  connections = 0;
  #listener: Listener | undefined;
  #connection: TcpConnection | undefined;
  readonly #answers: StationAnswers;
  #sent = 0;
  #received = 0;

  private constructor(answers: StationAnswers) {
    this.#answers = answers;
  }

  static async open(answers: StationAnswers = {}, host = '127.0.0.1'): Promise<StationPeer> {
    const peer = new StationPeer(answers);
    peer.#listener = await realNetwork.listenTcp({ host, port: 0 }, (connection) =>
      peer.#accept(connection),
    );
    return peer;
  }

  get port(): number {
    return this.#listener?.address.port ?? 0;
  }

  /** Highest number that was acknowledged to it. */
  get acknowledged(): number {
    return this.heard.findLast((apdu) => apdu.kind !== 'U')?.receive ?? 0;
  }

  tell(type: string, objects: readonly InformationObject[], over: Partial<Asdu> = {}): void {
    const spec = typeNamed(type);
    if (!spec) throw new Error(`no type ${type}`);
    const asdu: Asdu = {
      type: spec.id,
      cause: cause.spontaneous,
      ...{ negative: false, test: false, originator: 0, sequence: false },
      commonAddress: this.commonAddress,
      objects,
      ...over,
    };
    this.raw({
      kind: 'I',
      send: this.#sent++,
      receive: this.#received,
      asdu: encodeAsdu(asdu, spec),
    });
  }

  raw(apdu: Apdu | Uint8Array): void {
    this.#connection?.write(apdu instanceof Uint8Array ? apdu : encodeApdu(apdu));
  }

  async close(): Promise<void> {
    await this.#listener?.close();
  }

  #accept(connection: TcpConnection): void {
    this.connections += 1;
    this.#connection = connection;
    this.#sent = 0;
    this.#received = 0;
    const splitter = new ApduSplitter();
    connection.onClose(() => {});
    connection.onData((chunk) => {
      for (const outcome of splitter.push(chunk)) if (outcome.ok) this.#take(outcome.apdu);
    });
  }

  #take(apdu: Apdu): void {
    this.heard.push(apdu);
    if (apdu.kind === 'U') {
      const starts = this.#answers.starts ?? true;
      if (apdu.function === 'start-act' && starts) this.raw({ kind: 'U', function: 'start-con' });
      if (apdu.function === 'test-act') this.raw({ kind: 'U', function: 'test-con' });
    }
    if (apdu.kind !== 'I') return;
    this.#received += 1;
    const outcome = decodeAsdu(apdu.asdu);
    if (!outcome.ok) return;
    const { asdu, spec } = outcome;
    this.commands.push(asdu);
    if (this.#answers.onCommand) return this.#answers.onCommand(asdu, this);
    this.tell(spec.name, asdu.objects, { cause: cause.activationConfirmed });
    if (spec.name === 'C_IC_NA')
      for (const [type, objects] of this.#answers.image ?? [])
        this.tell(type, objects, { cause: cause.interrogated });
    this.tell(spec.name, asdu.objects, { cause: cause.activationTerminated });
  }
}
