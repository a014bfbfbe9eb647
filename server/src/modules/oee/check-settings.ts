// Whether settings of a machine can be followed: its own enterprise's signals, rules that are understood, and counts
// that do not tell the same thing twice.
import type { Bilingual } from '../../kernel/schema/bilingual.ts';
import { enterpriseOf, type Assets } from '../assets/api.ts';
import { compile, troubleText, type Form } from '../expressions/api.ts';
import { formsOf } from './machine-time.ts';
import { compileMapping } from './model/mapping.ts';
import { signalsOf, type MachineSettings } from './model/settings.ts';

export async function settingsTrouble(
  assets: Assets,
  machine: string,
  settings: MachineSettings,
): Promise<Bilingual | undefined> {
  const signals = signalsOf(settings);
  const enterprise = enterpriseOf(machine).toLowerCase();
  const foreign = signals.find((one) => enterpriseOf(one).toLowerCase() !== enterprise);
  if (foreign !== undefined) {
    return {
      en: `${foreign} belongs to another enterprise.`,
      zh: `${foreign} 属于其他企业。`,
    };
  }
  const forms = await formsOf(assets, signals);
  const formOf = (signal: string): Form => forms.get(signal) ?? { kind: 'text' };
  const mapping = compileMapping(settings.mapping, formOf);
  if (!mapping.ok) return mapping.trouble;
  return countTrouble(settings, formOf);
}

function countTrouble(
  { counts }: MachineSettings,
  formOf: (signal: string) => Form,
): Bilingual | undefined {
  const told = counts.flatMap((one) => (one.from === 'counter' ? [one.quantity] : []));
  const isTwice = new Set(told).size < told.length;
  const isThrice = ['produced', 'good', 'scrap'].every((one) => told.some((two) => one === two));
  const single = counts.filter(({ from }) => from !== 'counter').length;
  if (isTwice || isThrice || single > 1 || (single > 0 && told.includes('produced'))) {
    return {
      en: 'the same parts are counted twice: two of produced, good and scrap tell the third, and single parts are produced already.',
      zh: '数量被重复统计：总产量、合格、废品中任意两项即可得出第三项，逐件统计已包含总产量。',
    };
  }
  for (const count of counts) {
    if (count.from === 'counter') continue;
    const [name, form]: [string, Form] =
      count.from === 'reading' ? ['value', formOf(count.signal)] : ['quality', { kind: 'text' }];
    for (const source of [count.scrapWhen, count.reworkWhen]) {
      if (source === undefined) continue;
      const outcome = compile(source, new Map([[name, form]]));
      if (!outcome.ok) return troubleText(outcome.trouble);
      if (outcome.expression.form.kind === 'truth') continue;
      return { en: `${source} is no condition.`, zh: `${source} 不是条件。` };
    }
  }
  return undefined;
}
