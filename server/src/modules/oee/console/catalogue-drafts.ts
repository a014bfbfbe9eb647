// Articles, reasons and meters as a person fills them in, line by line, and what is wrong with a line in words that name
// it. What is sent is checked again by the server.
import type { Article, Meter, Meters, OeeState, StopReason } from '@jingwei/sdk';
import type { Bilingual, DraftRow } from '@jingwei/console/kit';

export type Drafted<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly says: Bilingual };

export const states = ['APT', 'AUST', 'ADET', 'ADOT', 'PDOT', 'UNKNOWN'] as const;

const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const momentPattern = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

export function stateOf(text: string): OeeState | undefined {
  return states.find((one) => one === text);
}

export function field(row: DraftRow, name: string): string {
  return (row[name] ?? '').trim();
}

export function wrong(row: number, en: string, zh: string): Drafted<never> {
  return { ok: false, says: { en: `Line ${row + 1}: ${en}`, zh: `第 ${row + 1} 行：${zh}` } };
}

/** Undefined where empty; null where it is no number above nothing. */
export function positive(text: string): number | undefined | null {
  if (text === '') return undefined;
  const number = Number(text);
  return Number.isFinite(number) && number > 0 ? number : null;
}

/** A line for each cycle; an article without one has a line without seconds. */
export function articleRows(articles: readonly Article[]): readonly DraftRow[] {
  return articles.flatMap(({ id, name = '', cycles }): DraftRow[] =>
    cycles.length === 0
      ? [{ id, name, seconds: '', from: '', machine: '' }]
      : cycles.map(({ from, machine = '', seconds }) => ({
          ...{ id, name, seconds: String(seconds), from, machine },
        })),
  );
}

export function articlesOf(rows: readonly DraftRow[]): Drafted<readonly Article[]> {
  const articles = new Map<
    string,
    { id: string; name: string; cycles: Article['cycles'][number][] }
  >();
  for (const [at, row] of rows.entries()) {
    const id = field(row, 'id');
    if (id === '') return wrong(at, 'the article has no identifier.', '物品缺少编号。');
    const article = articles.get(id) ?? { id, name: '', cycles: [] };
    articles.set(id, article);
    if (article.name === '') article.name = field(row, 'name');
    const told = field(row, 'seconds');
    const seconds = positive(told);
    if (seconds === null) {
      return wrong(
        at,
        `“${told}” is no ideal cycle of ${id}; write seconds for one part, e.g. 30 or 2.5.`,
        `“${told}”不是 ${id} 的理想节拍；请填写每件秒数，例如 30 或 2.5。`,
      );
    }
    if (seconds === undefined) continue;
    const from = field(row, 'from') || '2000-01-01T00:00:00Z';
    if (!momentPattern.test(from) || Number.isNaN(Date.parse(from))) {
      return wrong(
        at,
        `“${from}” is no time; write it like 2026-11-22T08:00:00Z, or leave it empty for always.`,
        `“${from}”不是有效时间；请写成 2026-11-22T08:00:00Z 的形式，留空表示一直有效。`,
      );
    }
    const machine = field(row, 'machine');
    const moment = from.length === 10 ? `${from}T00:00:00Z` : from;
    article.cycles.push({ from: moment, seconds, ...(machine === '' ? {} : { machine }) });
  }
  const value = [...articles.values()].map(({ id, name, cycles }) => ({
    ...{ id, cycles },
    ...(name === '' ? {} : { name }),
  }));
  return { ok: true, value };
}

export function reasonRows(reasons: readonly StopReason[]): readonly DraftRow[] {
  return reasons.map(({ id, parent = '', name, is = '', failure = false }) => ({
    ...{ id, parent, en: name.en, zh: name.zh, is, failure: failure ? 'yes' : '' },
  }));
}

export function reasonsOf(rows: readonly DraftRow[]): Drafted<readonly StopReason[]> {
  const ids = rows.map((row) => field(row, 'id'));
  const value: StopReason[] = [];
  for (const [at, row] of rows.entries()) {
    const [id, parent, en, zh] = ['id', 'parent', 'en', 'zh'].map((name) => field(row, name));
    if (id === undefined || !idPattern.test(id)) {
      return wrong(
        at,
        `“${id ?? ''}” is no identifier; use letters, digits, “.”, “_” and “-”, at most 64.`,
        `“${id ?? ''}”不是有效编号；请使用字母、数字、“.”、“_”、“-”，最多 64 个字符。`,
      );
    }
    if (ids.indexOf(id) !== at) {
      return wrong(at, `there is “${id}” already above.`, `上方已有“${id}”。`);
    }
    if (!en && !zh) return wrong(at, `“${id}” needs a name.`, `“${id}”需要名称。`);
    const is = stateOf(field(row, 'is'));
    value.push({
      ...{ id, name: { en: en || zh || id, zh: zh || en || id } },
      ...(parent === undefined || parent === '' ? {} : { parent }),
      ...(is === undefined ? {} : { is }),
      ...(row['failure'] === 'yes' ? { failure: true } : {}),
    });
  }
  return { ok: true, value };
}

/** The main meter first. */
export function meterRows(meters: Meters | undefined): readonly DraftRow[] {
  return (meters ? [meters.main, ...meters.parts] : []).map(({ name, signal, wrapsAt }) => ({
    ...{ name, signal, wrapsAt: wrapsAt === undefined ? '' : String(wrapsAt) },
  }));
}

export function metersOf(rows: readonly DraftRow[]): Drafted<Meters> {
  const meters: Meter[] = [];
  for (const [at, row] of rows.entries()) {
    const signal = field(row, 'signal');
    if (signal === '') return wrong(at, 'choose the signal of the meter.', '请选择计量表的测点。');
    const told = field(row, 'wrapsAt');
    const wrapsAt = positive(told);
    if (wrapsAt === null) {
      return wrong(
        at,
        `“${told}” is no number at which the meter runs over; leave it empty where it does not.`,
        `“${told}”不是有效的翻转值；若不翻转请留空。`,
      );
    }
    const name = field(row, 'name') || signal;
    meters.push({ name, signal, ...(wrapsAt === undefined ? {} : { wrapsAt }) });
  }
  const [main, ...parts] = meters;
  if (main) return { ok: true, value: { main, parts } };
  return {
    ok: false,
    says: { en: 'Add the main meter first.', zh: '请先添加总表。' },
  };
}
