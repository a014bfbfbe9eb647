// The health of sessions in numbers, from a table of what each number is called.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import type { Figure } from '../api.ts';

/** Name of the figure -> its title, and its UCUM unit where it has one. */
export type FigureTitles<N extends string> = Readonly<
  Record<N, Bilingual & { readonly unit?: string }>
>;

/** In the order of the titles. */
export function figuresOf<N extends string>(
  titles: FigureTitles<N>,
  values: Readonly<Record<NoInfer<N>, number>>,
): Figure[] {
  return (Object.keys(titles) as N[]).map((name) => {
    const { unit, ...title } = titles[name];
    return { name, title, value: values[name], ...(unit === undefined ? {} : { unit }) };
  });
}

/** Of a `RequestWindow`. */
export const requestTitles = {
  'under-way': { en: 'Requests under way', zh: '进行中的请求' },
  waiting: { en: 'Requests waiting', zh: '等待中的请求' },
  timeouts: { en: 'Requests without answer', zh: '无应答的请求' },
  late: { en: 'Answers too late or unasked, dropped', zh: '因过迟或未请求而丢弃的应答' },
} as const;
