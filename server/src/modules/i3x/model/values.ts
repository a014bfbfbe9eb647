// Values, qualities and timestamps as i3X pairs them: only `Good` and `Uncertain` have a value, and it is of its type.
import type { Signal } from '../../assets/api.ts';

export type Vqt = {
  readonly value: unknown;
  readonly quality: 'Good' | 'GoodNoData' | 'Bad' | 'Uncertain';
  readonly timestamp: string;
};

type Told = {
  readonly value: number | string | boolean | null;
  readonly quality: 'good' | 'uncertain' | 'bad';
  readonly sourceTime: string;
};

const typesOf = { number: 'number', text: 'string', boolean: 'boolean', 'three-space': 'string' };

export function vqtOf({ value, quality, sourceTime }: Told, signal: Signal): Vqt {
  const timestamp = sourceTime;
  if (value === null && quality === 'good') return { value, quality: 'GoodNoData', timestamp };
  const fits = typeof value === typesOf[signal.value] && value !== null;
  if (!fits || quality === 'bad') return { value: null, quality: 'Bad', timestamp };
  return { value, quality: quality === 'good' ? 'Good' : 'Uncertain', timestamp };
}
