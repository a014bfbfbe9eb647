// What happens to a value between the machine and the store: what cannot be a value of its signal becomes bad,
// numbers are scaled, and changes within the dead band are left out. Pure.
import { quality, type Quality, type ReadingValue } from '../../../stores/series/series.ts';
import type { Signal } from '../../assets/api.ts';
import type { Expression } from '../../expressions/api.ts';
import type { SignalSettings } from '../api.ts';

export type Treated =
  | { readonly keep: true; readonly value: ReadingValue; readonly quality: Quality }
  /** Within the dead band, or not wanted by the settings. */
  | { readonly keep: false };

/** Why a value cannot be one of its signal. */
export type Misfit = 'not-a-number' | 'not-a-boolean' | 'too-long';
/** As the protocols bound theirs: the last text of each signal is kept in memory. */
const textCharactersMax = 65_536;

type Told = { readonly value: ReadingValue; readonly quality: Quality };
const bad: Told = { value: null, quality: quality.bad };
type Rules = Pick<SignalSettings, 'scale' | 'deadBand'> & { readonly keep?: Expression };

export class Treatment {
  readonly #form: Signal['value'];
  readonly #factor: number;
  readonly #offset: number;
  readonly #rules: Rules;
  #kept: Told | undefined;
  #keptAtMs = -Infinity;

  constructor(signal: Pick<Signal, 'value'>, rules: Rules) {
    this.#form = signal.value;
    this.#factor = rules.scale?.factor ?? 1;
    this.#offset = rules.scale?.offset ?? 0;
    this.#rules = rules;
  }

  /** Nothing is done to a good number but to keep it: most signals of most machines. */
  get isPlain(): boolean {
    const { scale, deadBand, keep } = this.#rules;
    return (
      this.#form === 'number' && scale === undefined && deadBand === undefined && keep === undefined
    );
  }

  /** `nowMs`: of a clock that never goes back. `strange` hears of a value that its signal cannot have. */
  treat(told: Told, nowMs: number, strange: (why: Misfit) => void): Treated {
    const treated = this.scaled(told, strange);
    if (this.#rules.keep && !this.#isKept(treated, nowMs)) return { keep: false };
    if (this.#rules.deadBand && this.#within(treated, nowMs)) return { keep: false };
    this.#kept = treated;
    this.#keptAtMs = nowMs;
    return { keep: true, ...treated };
  }

  /** In the unit of the signal; what it cannot have is bad. */
  scaled({ value, quality: how }: Told, strange?: (why: Misfit) => void): Told {
    if (value === null) return bad;
    const read = this.#read(value);
    if (typeof read !== 'object') return { value: read, quality: how };
    strange?.(read.misfit);
    return bad;
  }

  #read(value: Exclude<ReadingValue, null>): number | string | boolean | { misfit: Misfit } {
    switch (this.#form) {
      case 'number': {
        const number = typeof value === 'boolean' ? Number(value) : value;
        const scaled = typeof number === 'number' ? number * this.#factor + this.#offset : NaN;
        return Number.isFinite(scaled) ? scaled : { misfit: 'not-a-number' };
      }
      case 'boolean':
        if (typeof value === 'boolean') return value;
        return value === 0 || value === 1 ? value === 1 : { misfit: 'not-a-boolean' };
      default:
        if (typeof value === 'number' && !Number.isFinite(value)) return { misfit: 'not-a-number' };
        if (typeof value !== 'string') return value;
        return value.length > textCharactersMax ? { misfit: 'too-long' } : value;
    }
  }

  /** What a person writes, as the machine counts. */
  untreated(value: number | string | boolean): number | string | boolean {
    return typeof value === 'number' ? (value - this.#offset) / this.#factor : value;
  }

  /** What is not known is kept: a rule about values must not hide that there is none. */
  #isKept({ value, quality: how }: Told, nowMs: number): boolean {
    const inputs = [{ value, quality: how, timeMs: nowMs }];
    return this.#rules.keep?.evaluate({ nowMs, inputs, told: [0] }) !== false;
  }

  #within(now: Told, nowMs: number): boolean {
    const before = this.#kept;
    if (!before || before.quality !== now.quality) return false;
    const { absolute = 0, percent = 0, silenceMs = Infinity } = this.#rules.deadBand ?? {};
    if (nowMs - this.#keptAtMs >= silenceMs) return false;
    if (typeof now.value !== 'number' || typeof before.value !== 'number') {
      return now.value === before.value;
    }
    const band = Math.max(absolute, (Math.abs(before.value) * percent) / 100);
    return Math.abs(now.value - before.value) <= band;
  }
}
