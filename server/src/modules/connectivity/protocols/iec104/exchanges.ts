// What we asked of the station and wait for: commands, interrogations, reads. An answer names the type, station and object of
// its question; its cause says whether it was confirmed, refused, ended, or not understood.
import type { Clock } from '../../../../kernel/world/clock.ts';
import { fill, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import {
  allStations,
  cause,
  encodeAsdu,
  type Asdu,
  type InformationObject,
} from '../../../../wire/iec104/asdu.ts';
import { typeNamed, type TypeSpec } from '../../../../wire/iec104/types.ts';
import { Alarm } from './alarm.ts';

export type Question = {
  /** E.g. `C_SC_NA`. */
  readonly type: string;
  readonly common: number;
  readonly object: InformationObject;
  /** Resolve only when the station reports the end, so long after its confirmation at most. */
  readonly endMs?: number;
};

export type Answer = { readonly ok: true } | { readonly ok: false; readonly why: Bilingual };

type Pending = {
  /** Set where the end is waited for. */
  readonly end: Alarm | undefined;
  readonly alarm: Alarm;
  settle(answer: Answer): void;
};

export type ExchangesOptions = {
  readonly clock: Clock;
  readonly answerMs: number;
  readonly originator: number;
  readonly send: (asdu: Uint8Array) => boolean;
};

export class Exchanges {
  readonly #options: ExchangesOptions;
  readonly #pending = new Map<string, Pending>();
  #over = false;
  confirmed = 0;
  refused = 0;

  constructor(options: ExchangesOptions) {
    this.#options = options;
  }

  ask(question: Question): Promise<Answer> {
    const spec = typeNamed(question.type);
    const { common, object } = question;
    const key = keyOf(spec?.id ?? 0, common, object.address);
    if (spec === undefined || this.#over) return no('over');
    if (this.#pending.has(key)) return no('busy');
    const asdu = this.#asdu(spec, common, object);
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const { clock, answerMs } = this.#options;
    const settle = (answer: Answer) => {
      pending.alarm.cancel();
      pending.end?.cancel();
      this.#pending.delete(key);
      if (answer.ok) this.confirmed += 1;
      else this.refused += 1;
      resolve(answer);
    };
    const alarmOf = (ms: number) => {
      const why = fill(words.silence, { seconds: ms / 1_000 });
      return new Alarm(clock, ms, () => settle({ ok: false, why }));
    };
    const { endMs } = question;
    const end = endMs === undefined ? undefined : alarmOf(endMs);
    const pending: Pending = { end, alarm: alarmOf(answerMs), settle };
    this.#pending.set(key, pending);
    pending.alarm.set();
    if (!this.#options.send(asdu)) settle({ ok: false, why: words.full });
    return promise;
  }

  /** An answer to nothing that waits is told apart. */
  answered(asdu: Asdu): 'taken' | 'unasked' {
    const address = asdu.objects[0]?.address ?? 0;
    const pending =
      this.#pending.get(keyOf(asdu.type, asdu.commonAddress, address)) ??
      this.#pending.get(keyOf(asdu.type, allStations, address));
    if (!pending) return 'unasked';
    const unknown = unknownWords.get(asdu.cause);
    if (unknown) pending.settle({ ok: false, why: unknown });
    else if (asdu.negative) pending.settle({ ok: false, why: words.negative });
    else if (asdu.cause === cause.activationConfirmed && pending.end) {
      pending.alarm.cancel();
      pending.end.set();
    } else pending.settle({ ok: true });
    return 'taken';
  }

  /** The station told an object because it was asked to. */
  told(common: number, address: number): void {
    this.#pending.get(keyOf(readId, common, address))?.settle({ ok: true });
  }

  /** The connection is over. */
  end(): void {
    this.#over = true;
    for (const { settle } of [...this.#pending.values()]) settle({ ok: false, why: words.over });
  }

  #asdu(spec: TypeSpec, common: number, object: InformationObject): Uint8Array {
    return encodeAsdu(
      {
        type: spec.id,
        cause: spec.id === readId ? cause.request : cause.activation,
        ...{ negative: false, test: false, sequence: false },
        originator: this.#options.originator,
        commonAddress: common,
        objects: [object],
      },
      spec,
    );
  }
}

const readId = typeNamed('C_RD_NA')?.id ?? 0;

function keyOf(type: number, common: number, object: number): string {
  return `${type} ${common} ${object}`;
}

async function no(why: keyof typeof words): Promise<Answer> {
  return { ok: false, why: words[why] };
}

const words = {
  silence: { en: 'no answer within {seconds} s', zh: '{seconds} 秒内无应答' },
  negative: {
    en: 'the station refused (negative confirmation)',
    zh: '站点拒绝（否定确认）',
  },
  full: {
    en: 'too many commands wait for the station',
    zh: '等待站点处理的命令过多',
  },
  busy: {
    en: 'the command before it to the same object is not answered yet',
    zh: '对同一信息体的上一条命令尚未得到应答',
  },
  over: { en: 'the connection ended before an answer', zh: '连接在收到应答前已断开' },
} satisfies Record<string, Bilingual>;

const unknownWords = new Map<number, Bilingual>([
  [
    cause.unknownType,
    { en: 'the station does not know this type (cause 44)', zh: '站点不支持该类型（原因 44）' },
  ],
  [
    cause.unknownCause,
    {
      en: 'the station does not know this cause (cause 45)',
      zh: '站点不支持该传送原因（原因 45）',
    },
  ],
  [
    cause.unknownCommonAddress,
    {
      en: 'the station does not have this common address (cause 46)',
      zh: '站点没有该公共地址（原因 46）',
    },
  ],
  [
    cause.unknownObjectAddress,
    {
      en: 'the station does not have this information object address (cause 47)',
      zh: '站点没有该信息体地址（原因 47）',
    },
  ],
]);
