// The condition under which readings of a signal are kept, e.g. `value > 0.5bar`, compiled for its unit.
import { parseUnit, unitOne } from '../../../wire/ucum/unit.ts';
import { compile, troubleText, type Expression, type Form } from '../../expressions/api.ts';
import type { SignalSettings } from '../api.ts';
import { connectivityFailures } from '../failures.ts';

type Asked = Pick<SignalSettings, 'id' | 'unit' | 'value' | 'keepWhen'>;

/** Fails with `connectivity.bad-condition`. */
export function keepWhen({ id, unit, value, keepWhen: source }: Asked): Expression | undefined {
  if (source === undefined) return undefined;
  const outcome = compile(source, new Map([['value', formOf(value, unit)]]));
  const refused = (trouble: unknown) =>
    connectivityFailures['bad-condition']({ signal: id, condition: source, trouble });
  if (!outcome.ok) throw refused(troubleText(outcome.trouble));
  const { form, inputs } = outcome.expression;
  if (form.kind === 'truth' && inputs.length > 0) return outcome.expression;
  throw refused({ en: 'it is no condition over value.', zh: '它不是关于 value 的条件。' });
}

function formOf(value: SignalSettings['value'], unit: string | undefined): Form {
  if (value === 'boolean') return { kind: 'truth' };
  if (value === 'text') return { kind: 'text' };
  const parsed = parseUnit(unit ?? '1');
  return { kind: 'number', unit: parsed.ok ? parsed.unit : unitOne };
}
