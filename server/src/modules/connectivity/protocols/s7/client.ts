// Jobs for an S7 controller over one connection: the transport connection, the agreement on sizes, then reads and
// writes with as many under way as the controller allows. Answers too late are dropped by their number.
import { sleep, type Clock } from '../../../../kernel/world/clock.ts';
import { hostPortText } from '../../../../kernel/world/host-port.ts';
import type { TcpConnection } from '../../../../kernel/world/network.ts';
import { same, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { errorCodes } from '../../../../wire/s7/codes.ts';
import {
  encodeConnect,
  encodeData,
  TransportReader,
  type TransportMessage,
} from '../../../../wire/s7/frame.ts';
import {
  decodeAnswer,
  encodeRequest,
  numberOf,
  type S7Answer,
  type S7Request,
} from '../../../../wire/s7/message.ts';
import { RequestWindow } from '../../polling/request-window.ts';
import { s7Failures } from './failures.ts';
import { errorWords } from './meanings.ts';
import type { S7Settings } from './settings.ts';

export type S7ClientOptions = {
  readonly clock: Clock;
  readonly connection: TcpConnection;
  readonly settings: S7Settings;
};

const machineClosed: Bilingual = {
  en: 'the controller closed the connection',
  zh: '控制器关闭了连接',
};
const jobsWanted = 8;
/** So many jobs in a row without an answer, and the cable is taken for pulled. */
const timeoutsMax = 3;
const words: Readonly<Record<S7Request['kind'], Bilingual>> = {
  setup: { en: 'the agreement on message sizes', zh: '通信参数协商' },
  read: { en: 'a read', zh: '读取' },
  write: { en: 'a write', zh: '写入' },
  status: { en: 'its system status list', zh: '系统状态列表' },
};

export class S7Client {
  readonly closed: Promise<Bilingual>;
  readonly #options: S7ClientOptions;
  readonly #reader = new TransportReader();
  readonly #transport = Promise.withResolvers<void>();
  #window: RequestWindow<Uint8Array>;
  #reason: Bilingual | undefined;
  #confirmed = false;
  #timeoutsInRow = 0;
  #pduBytes = 240;
  #jobs = 1;

  constructor(options: S7ClientOptions) {
    this.#options = options;
    this.#window = this.#newWindow();
    const { connection } = options;
    this.#transport.promise.catch(() => {}); // `connectTransport` hears of it
    this.closed = new Promise((resolve) => {
      connection.onClose((error) => {
        const reason = error ? same(error.message) : machineClosed;
        this.#window.close(s7Failures['connection-over']());
        this.#transport.reject(this.#refused(reason));
        resolve(this.#reason ?? reason);
      });
    });
    connection.onData((chunk) => this.#hear(chunk));
  }

  /** Bytes of a message, as the controller agreed. */
  get pduBytes(): number {
    return this.#pduBytes;
  }

  get jobs(): number {
    return this.#jobs;
  }

  get counts() {
    return this.#window.counts;
  }

  /** Fails with `s7.connect-refused`, `s7.not-s7` or `s7.no-answer`. */
  async connectTransport(): Promise<void> {
    const { connection, settings, clock } = this.#options;
    connection.write(encodeConnect(settings.localTsap, settings.remoteTsap));
    const waiting = new AbortController();
    const late = sleep(clock, settings.timeoutMs, waiting.signal).then(() => {
      if (!waiting.signal.aborted) throw s7Failures['no-answer']({ ms: settings.timeoutMs });
    });
    try {
      await Promise.race([this.#transport.promise, late]);
    } finally {
      waiting.abort();
    }
  }

  /** Fails with `s7.refused` and others. */
  async agree(): Promise<void> {
    const { pduBytes } = this.#options.settings;
    const answer = await this.ask({ kind: 'setup', jobs: jobsWanted, pduBytes });
    if (answer.kind !== 'setup') return;
    // Less than 112 holds not even one long value, and no controller offers it.
    this.#pduBytes = Math.max(112, Math.min(answer.pduBytes, pduBytes));
    this.#jobs = Math.max(1, Math.min(answer.jobs, jobsWanted));
    this.#window = this.#newWindow();
  }

  /** Resolves with the answer, never with an error. Fails with `s7.no-answer`, `s7.put-get-disabled` and others. */
  ask(request: S7Request, urgent = false): Promise<S7Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<S7Answer>();
    const what = words[request.kind];
    this.#window.ask({
      key: '',
      urgent,
      send: (number) =>
        void this.#options.connection.write(encodeData(encodeRequest(number, request))),
      take: (bytes) => {
        const outcome = decodeAnswer(request, bytes);
        if (!outcome.ok) reject(s7Failures['bad-answer']({ what, trouble: outcome.trouble }));
        else if (outcome.answer.kind !== 'error') resolve(outcome.answer);
        else if (
          outcome.answer.code === errorCodes.functionNotAvailable &&
          request.kind !== 'status'
        )
          reject(s7Failures['put-get-disabled']());
        else reject(s7Failures.refused({ what, meaning: errorWords(outcome.answer.code) }));
      },
      fail: reject,
    });
    return promise;
  }

  close(reason: Bilingual): void {
    this.#reason ??= reason;
    this.#options.connection.destroy();
  }

  #newWindow(): RequestWindow<Uint8Array> {
    const { clock, settings } = this.#options;
    return new RequestWindow({
      clock,
      atOnce: this.#jobs,
      atOncePerKey: this.#jobs,
      timeoutMs: settings.timeoutMs,
      numberMax: 65_535,
      noAnswer: () => this.#silent(),
    });
  }

  #silent(): Error {
    const failure = s7Failures['no-answer']({ ms: this.#options.settings.timeoutMs });
    this.#timeoutsInRow += 1;
    if (this.#timeoutsInRow >= timeoutsMax) this.close(failure.publicMessage);
    return failure;
  }

  #hear(chunk: Uint8Array): void {
    for (const outcome of this.#reader.push(chunk)) {
      if (outcome.ok) this.#take(outcome.message);
      else {
        const address = hostPortText(this.#options.settings);
        const failure = s7Failures['not-s7']({ address, trouble: outcome.trouble });
        this.#transport.reject(failure);
        this.#window.close(failure);
        this.close(failure.publicMessage);
        return;
      }
    }
  }

  #take(message: TransportMessage): void {
    if (message.kind === 'confirmed') {
      this.#confirmed = true;
      this.#transport.resolve();
    } else if (message.kind === 'refused') {
      const reason = same(`COTP ${message.reason}`);
      const failure = this.#refused(reason);
      this.#transport.reject(failure);
      this.close(failure.publicMessage);
    } else if (message.kind === 'data' && this.#confirmed) {
      this.#timeoutsInRow = 0;
      const number = numberOf(message.bytes);
      if (number !== undefined) this.#window.answered(number, message.bytes);
    }
  }

  #refused(reason: Bilingual) {
    const { settings } = this.#options;
    const { rack, slot } = settings;
    return s7Failures['connect-refused']({ address: hostPortText(settings), rack, slot, reason });
  }
}

/** Fails with `world.cannot-connect` and what `connectTransport` and `agree` fail with. */
export async function openClient(
  { clock, connect }: { readonly clock: Clock; readonly connect: () => Promise<TcpConnection> },
  settings: S7Settings,
): Promise<S7Client> {
  const client = new S7Client({ clock, connection: await connect(), settings });
  try {
    await client.connectTransport();
    await client.agree();
    return client;
  } catch (error) {
    client.close(same('not connected'));
    throw error;
  }
}
