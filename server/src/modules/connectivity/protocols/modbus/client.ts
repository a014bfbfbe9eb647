// Requests to Modbus units over one TCP connection, in MBAP frames or serial frames, and their answers. What a
// peer sends unasked or too late is dropped and counted, never taken for the answer of another request.
import { fill, same, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { hostPortText } from '../../../../kernel/world/host-port.ts';
import { sleep, type Clock } from '../../../../kernel/world/clock.ts';
import type { Address, TcpConnection } from '../../../../kernel/world/network.ts';
import { decodeAnswer } from '../../../../wire/modbus/answer.ts';
import {
  encodeSerialFrame,
  encodeTcpFrame,
  serialFrameReader,
  tcpFrameReader,
  type FrameOutcome,
  type FrameReader,
  type ModbusFrame,
} from '../../../../wire/modbus/frame.ts';
import type { ModbusAnswer, ModbusRequest } from '../../../../wire/modbus/message.ts';
import { encodeRequest } from '../../../../wire/modbus/request.ts';
import { RequestWindow } from '../../polling/request-window.ts';
import { exceptionWords } from './exceptions.ts';
import { modbusFailures } from './failures.ts';

export type ModbusClientOptions = {
  readonly clock: Clock;
  readonly connection: TcpConnection;
  readonly address: Address;
  readonly framing: 'tcp' | 'rtu';
  readonly timeoutMs: number;
  /** Of all units; always 1 in serial frames, whose answers carry no number. */
  readonly requestsAtOnce: number;
  readonly requestsPerUnit: number;
  /** Without any answer to anything for so long, the connection is dead. */
  readonly silenceMs: number;
};

const endings = {
  machine: { en: 'the machine closed the connection', zh: '设备关闭了连接' },
  silence: {
    en: 'no unit answered anything for {seconds} s: check the unit ids and the line behind the gateway',
    zh: '{seconds} 秒内没有任何单元应答：请检查单元号及网关后的线路',
  },
} satisfies Record<string, Bilingual>;

export class ModbusClient {
  readonly closed: Promise<Bilingual>;
  readonly #options: ModbusClientOptions;
  readonly #reader: FrameReader;
  readonly #window: RequestWindow<ModbusFrame>;
  /** Since when everything asked was in vain. */
  #silentSinceMs: number | undefined;
  /** Serial frames: until when a late answer of this unit may still come. */
  readonly #quietUntilMs = new Map<number, number>();
  #reason: Bilingual | undefined;
  #dropped = 0;
  /** Registers and bits read. */
  values = 0;

  constructor(options: ModbusClientOptions) {
    this.#options = options;
    const { clock, connection, framing, timeoutMs } = options;
    this.#reader = framing === 'tcp' ? tcpFrameReader() : serialFrameReader('answers');
    this.#window = new RequestWindow({
      clock,
      timeoutMs,
      atOnce: framing === 'rtu' ? 1 : options.requestsAtOnce,
      atOncePerKey: options.requestsPerUnit,
      numberMax: 65_535,
      noAnswer: (unit) => this.#silent(unit),
    });
    this.closed = new Promise((resolve) => {
      connection.onClose((error) => {
        this.#window.close(modbusFailures['connection-over']());
        resolve(this.#reason ?? (error ? same(error.message) : endings.machine));
      });
    });
    connection.onData((chunk) => {
      for (const outcome of this.#reader.push(chunk)) this.#take(outcome);
    });
  }

  get counts() {
    const { counts } = this.#window;
    return { ...counts, late: counts.late + this.#dropped, values: this.values };
  }

  /** Resolves with what the unit answered, an exception too. Fails with `modbus.no-answer` and others. */
  async ask(unit: number, request: ModbusRequest, urgent = false): Promise<ModbusAnswer> {
    const { clock } = this.#options;
    const quietMs = (this.#quietUntilMs.get(unit) ?? 0) - clock.monotonicMs();
    if (quietMs > 0) await sleep(clock, quietMs);
    const { promise, resolve, reject } = Promise.withResolvers<ModbusAnswer>();
    this.#window.ask({
      key: String(unit),
      urgent,
      send: (transaction) => this.#send(transaction, unit, request),
      take: ({ bytes }) => {
        const outcome = decodeAnswer(request, bytes);
        if (outcome.ok) {
          if ('count' in request && outcome.value.kind !== 'exception')
            this.values += request.count;
          resolve(outcome.value);
        } else {
          const { trouble } = outcome;
          reject(modbusFailures['bad-answer']({ unit, what: requestWords(request), trouble }));
        }
      },
      fail: reject,
    });
    return promise;
  }

  /** As `ask`, and an exception fails with `modbus.exception`. */
  async askWell(unit: number, request: ModbusRequest, urgent = false): Promise<ModbusAnswer> {
    const answer = await this.ask(unit, request, urgent);
    if (answer.kind === 'exception') throw exceptionFailure(unit, request, answer.code);
    return answer;
  }

  close(reason: Bilingual): void {
    this.#reason ??= reason;
    this.#options.connection.destroy();
  }

  #send(transaction: number, unit: number, request: ModbusRequest): void {
    const { connection, framing } = this.#options;
    const bytes = encodeRequest(request);
    if (framing === 'tcp') connection.write(encodeTcpFrame({ transaction, unit, bytes }));
    else {
      this.#reader.reset();
      connection.write(encodeSerialFrame({ unit, bytes }));
    }
  }

  #take(outcome: FrameOutcome): void {
    const { framing, address } = this.#options;
    if (!outcome.ok) {
      const { trouble } = outcome;
      const where = hostPortText(address);
      if (framing === 'tcp') {
        const failure = modbusFailures['not-modbus']({ address: where, trouble });
        this.#window.close(failure);
        this.close(failure.publicMessage);
      } else this.#dropped += 1;
      return;
    }
    this.#silentSinceMs = undefined;
    const number = framing === 'tcp' ? outcome.transaction : this.#window.only;
    if (number === undefined || this.#window.keyOf(number) !== String(outcome.unit)) {
      this.#dropped += 1;
      return;
    }
    this.#window.answered(number, outcome);
  }

  /** A cable that was pulled is told by nobody but the silence of all units. */
  #silent(unit: string): Error {
    const { clock, timeoutMs, silenceMs, framing } = this.#options;
    const now = clock.monotonicMs();
    this.#silentSinceMs ??= now - timeoutMs;
    if (now - this.#silentSinceMs >= silenceMs) {
      this.close(fill(endings.silence, { seconds: Math.round(silenceMs / 1_000) }));
    }
    // A serial answer says of no request that it is its own: the unit is not asked before a late one is past.
    if (framing === 'rtu') this.#quietUntilMs.set(Number(unit), now + timeoutMs);
    return modbusFailures['no-answer']({ unit, ms: timeoutMs });
  }
}

export function exceptionFailure(unit: number, request: ModbusRequest, code: number): Error {
  const what = requestWords(request);
  return modbusFailures.exception({ unit, what, meaning: exceptionWords(code) });
}

/** What was asked, with the addresses of the wire. */
export function requestWords(request: ModbusRequest): Bilingual {
  if (request.kind === 'identify') return { en: 'its identification', zh: '设备标识' };
  const { address } = request;
  const count = 'count' in request ? request.count : 1;
  const span = count > 1 ? `${address}…${address + count - 1}` : String(address);
  const area =
    'area' in request ? request.area : request.kind.startsWith('write-coil') ? 'coil' : 'holding';
  const writes = request.kind.startsWith('write') || request.kind === 'mask-register';
  return writes
    ? { en: `writing ${area} ${span} (counted from 0)`, zh: `写入 ${area} ${span}（从 0 计数）` }
    : { en: `reading ${area} ${span} (counted from 0)`, zh: `读取 ${area} ${span}（从 0 计数）` };
}
