// How a machine's states and parts are known, as a person fills it in; what the form does not show is kept as it was.
import type { OeeCount, OeeMapping, OeeRule, OeeSettings, OeeState } from '@jingwei/sdk';
import type { DraftRow } from '@jingwei/console/kit';
import { field, positive, stateOf, wrong, type Drafted } from './catalogue-drafts.ts';

export type MachineDraft = {
  readonly inputs: readonly DraftRow[];
  readonly rules: readonly DraftRow[];
  readonly otherwise: OeeState;
  readonly counts: readonly DraftRow[];
  readonly microStopSeconds: string;
  readonly silenceSeconds: string;
  readonly articleFixed: string;
  readonly articleSignal: string;
  readonly source: string;
  /** What the form does not show. */
  readonly kept: Pick<OeeSettings, 'alive' | 'reasonFrom'>;
};

const quantities = ['produced', 'good', 'scrap', 'rework'] as const;

export function draftOf(settings: OeeSettings | undefined): MachineDraft {
  const { mapping, counts = [], microStopMs = 0, silenceMs, article } = settings ?? {};
  const { alive, reasonFrom } = settings ?? {};
  return {
    ...mappingDraft(mapping),
    counts: counts.map((count) => ({
      ...{ from: count.from, signal: '', quantity: '', wrapsAt: '', scrapWhen: '', reworkWhen: '' },
      ...Object.fromEntries(Object.entries(count).map(([name, value]) => [name, String(value)])),
    })),
    microStopSeconds: String(microStopMs / 1_000),
    silenceSeconds: silenceMs === undefined ? '' : String(silenceMs / 1_000),
    ...{ articleFixed: article?.fixed ?? '', articleSignal: article?.signal ?? '' },
    kept: {
      ...(alive === undefined ? {} : { alive }),
      ...(reasonFrom === undefined ? {} : { reasonFrom }),
    },
  };
}

export function mappingDraft(mapping: OeeMapping | undefined) {
  const { inputs = [], rules = [], otherwise = 'ADOT', source = '' } = mapping ?? {};
  return {
    inputs: inputs.map((input): DraftRow => ({ ...input })),
    rules: rules.map(({ when, is, reason = '', failure = false, says }): DraftRow => ({
      ...{ when, is, reason, failure: failure ? 'yes' : '' },
      ...{ en: says?.en ?? '', zh: says?.zh ?? '' },
    })),
    ...{ otherwise, source },
  };
}

export function settingsOf(draft: MachineDraft): Drafted<OeeSettings> {
  const { inputs, articleFixed, articleSignal, source, otherwise, kept } = draft;
  for (const [at, input] of inputs.entries()) {
    if (/^[A-Za-z_]\w{0,39}$/.test(field(input, 'name')) && field(input, 'signal') !== '') continue;
    return wrong(
      at,
      'an input needs a name of letters, digits and “_”, and a signal.',
      '输入需要名称（字母、数字、“_”）和测点。',
    );
  }
  const rules = rulesOf(draft.rules);
  if (!rules.ok) return rules;
  if (inputs.length === 0 || rules.value.length === 0) {
    const en = 'It needs an input and a rule: take a published mapping, or add them.';
    return {
      ok: false,
      says: { en, zh: '至少需要一个输入和一条规则：请采用已公布的映射或自行添加。' },
    };
  }
  const counts = countsOf(draft.counts);
  if (!counts.ok) return counts;
  const times = timesOf(draft);
  if (!times.ok) return times;
  const [fixed, signal] = [articleFixed.trim(), articleSignal.trim()];
  const article = {
    ...(fixed === '' ? {} : { fixed }),
    ...(signal === '' ? {} : { signal }),
  };
  const value: OeeSettings = {
    mapping: {
      ...(source === '' ? {} : { source }),
      inputs: inputs.map((one) => ({ name: field(one, 'name'), signal: field(one, 'signal') })),
      ...{ rules: rules.value, otherwise },
    },
    ...{ counts: counts.value, ...times.value, ...kept },
    ...(Object.keys(article).length === 0 ? {} : { article }),
  };
  return { ok: true, value };
}

function rulesOf(rows: readonly DraftRow[]): Drafted<readonly OeeRule[]> {
  const value: OeeRule[] = [];
  for (const [at, row] of rows.entries()) {
    const [when = '', reason = '', en = '', zh = ''] = ['when', 'reason', 'en', 'zh'].map((name) =>
      field(row, name),
    );
    const is = stateOf(field(row, 'is'));
    if (when === '' || is === undefined) {
      return wrong(at, 'a rule needs a condition and a state.', '规则需要条件和状态。');
    }
    value.push({
      ...{ when, is },
      ...(reason === '' ? {} : { reason }),
      ...(row['failure'] === 'yes' ? { failure: true } : {}),
      ...(en === '' && zh === '' ? {} : { says: { en: en || zh, zh: zh || en } }),
    });
  }
  return { ok: true, value };
}

function countsOf(rows: readonly DraftRow[]): Drafted<readonly OeeCount[]> {
  const value: OeeCount[] = [];
  for (const [at, row] of rows.entries()) {
    const signal = field(row, 'signal');
    const [scrapWhen = '', reworkWhen = ''] = ['scrapWhen', 'reworkWhen'].map((name) =>
      field(row, name),
    );
    const classes = {
      ...(scrapWhen === '' ? {} : { scrapWhen }),
      ...(reworkWhen === '' ? {} : { reworkWhen }),
    };
    const from = field(row, 'from');
    if (from === 'part-finished') {
      value.push({ from, ...classes });
      continue;
    }
    if (signal === '') return wrong(at, 'choose the signal that counts.', '请选择计数的测点。');
    if (from === 'reading') {
      value.push({ from, signal, ...classes });
      continue;
    }
    const told = field(row, 'wrapsAt');
    const wrapsAt = positive(told);
    if (wrapsAt === null) {
      return wrong(
        at,
        `“${told}” is no number at which the counter runs over; leave it empty where it does not.`,
        `“${told}”不是有效的翻转值；若不翻转请留空。`,
      );
    }
    const quantity = quantities.find((one) => one === field(row, 'quantity')) ?? 'produced';
    const wraps = wrapsAt === undefined ? {} : { wrapsAt };
    value.push({ from: 'counter', signal, quantity, ...wraps });
  }
  return { ok: true, value };
}

function timesOf(draft: MachineDraft): Drafted<Pick<OeeSettings, 'microStopMs' | 'silenceMs'>> {
  const micro = Number(draft.microStopSeconds.trim() || '0');
  if (!(micro >= 0 && micro <= 3_600)) {
    const en = 'The threshold of micro-stops is 0 to 3600 seconds.';
    return { ok: false, says: { en, zh: '微停机阈值为 0 至 3600 秒。' } };
  }
  const silence = positive(draft.silenceSeconds.trim());
  if (silence === null || (silence !== undefined && (silence < 30 || silence > 86_400))) {
    const en = 'Silence is 30 to 86400 seconds, or empty where it means nothing.';
    return { ok: false, says: { en, zh: '无数据时长为 30 至 86400 秒，留空表示不判断。' } };
  }
  const microStopMs = Math.round(micro * 1_000);
  const silenceMs = silence === undefined ? {} : { silenceMs: Math.round(silence * 1_000) };
  return { ok: true, value: { microStopMs, ...silenceMs } };
}
