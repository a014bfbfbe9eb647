// The condition of a rule as a form: each kind with the fields that it has.
import type { AlarmCondition } from '@jingwei/sdk';
import { ChoiceInput, layout, LongText, TextInput, useState, useText } from '@jingwei/console/kit';
import { NumberField, SecondsField } from './number-field.tsx';
import {
  beginning,
  conditionKinds,
  inputsOf,
  inputsText,
  levels,
  valuesOf,
  valuesText,
  withLimit,
} from './rule-draft.ts';
import { kindWords, levelWords } from './words.ts';

const text = {
  kind: { en: 'Condition', zh: '条件类型' },
  unit: { en: 'Unit (UCUM; empty: that of the signal)', zh: '单位（UCUM；留空则与测点一致）' },
  deadBand: { en: 'Dead band', zh: '死区' },
  direction: { en: 'Direction', zh: '方向' },
  rising: { en: 'rising', zh: '上升' },
  falling: { en: 'falling', zh: '下降' },
  either: { en: 'either', zh: '任一方向' },
  rate: { en: 'Change in a unit of time, more than', zh: '单位时间变化量大于' },
  window: { en: 'Measured over, s', zh: '测量时长（秒）' },
  is: { en: 'Alarm while the value is', zh: '报警条件' },
  equal: { en: 'one of these', zh: '等于下列值之一' },
  'not-equal': { en: 'none of these', zh: '不等于下列任何值' },
  values: { en: 'Values, one a line', zh: '取值（每行一个）' },
  silence: { en: 'No reading for, s', zh: '无读数时长（秒）' },
  expression: {
    en: 'Expression; true is an alarm, `value` is the signal',
    zh: '表达式（真即报警，value 为本测点）',
  },
  inputs: { en: 'Inputs, one a line: door = ./door', zh: '输入，每行一个：door = ./door' },
};

type Of<K extends AlarmCondition['kind']> = Extract<AlarmCondition, { kind: K }>;
type FormProps<C> = {
  readonly condition: C;
  readonly onChange: (condition: AlarmCondition) => void;
};

export function ConditionForm({ condition, onChange }: FormProps<AlarmCondition>) {
  const t = useText();
  return (
    <fieldset className={layout['condition']}>
      <ChoiceInput
        label={t(text.kind)}
        value={condition.kind}
        choices={conditionKinds.map((value) => ({ value, label: t(kindWords[value]) }))}
        onChange={(told) => {
          const kind = conditionKinds.find((one) => one === told);
          if (kind) onChange(beginning[kind]);
        }}
      />
      <div className={layout['form']} key={condition.kind}>
        {condition.kind === 'limit' && <Limits condition={condition} onChange={onChange} />}
        {condition.kind === 'rate' && <Rate condition={condition} onChange={onChange} />}
        {condition.kind === 'state' && <State condition={condition} onChange={onChange} />}
        {condition.kind === 'silence' && (
          <SecondsField
            label={t(text.silence)}
            value={condition.afterMs}
            onChange={(afterMs) => onChange({ ...condition, afterMs })}
          />
        )}
        {condition.kind === 'expression' && (
          <Expression condition={condition} onChange={onChange} />
        )}
      </div>
    </fieldset>
  );
}

function Limits({ condition, onChange }: FormProps<Of<'limit'>>) {
  const t = useText();
  return (
    <>
      {levels.map((level) => (
        <NumberField
          key={level}
          label={t(levelWords[level])}
          value={condition.limits.find((one) => one.level === level)?.at}
          onChange={(at) => onChange(withLimit(condition, level, at))}
        />
      ))}
      <Measure condition={condition} onChange={onChange} />
    </>
  );
}

function Measure({ condition, onChange }: FormProps<Of<'limit'> | Of<'rate'>>) {
  const t = useText();
  const { unit: _unit, ...unitless } = condition;
  const { deadBand: _deadBand, ...bandless } = condition;
  return (
    <>
      <NumberField
        label={t(text.deadBand)}
        value={condition.deadBand}
        onChange={(deadBand) =>
          onChange(deadBand === undefined ? bandless : { ...condition, deadBand })
        }
      />
      <TextInput
        size="xs"
        label={t(text.unit)}
        value={condition.unit ?? ''}
        onChange={(event) => {
          const unit = event.currentTarget.value;
          onChange(unit === '' ? unitless : { ...condition, unit });
        }}
      />
    </>
  );
}

const directions = ['rising', 'falling', 'either'] as const;

function Rate({ condition, onChange }: FormProps<Of<'rate'>>) {
  const t = useText();
  return (
    <>
      <ChoiceInput
        label={t(text.direction)}
        value={condition.direction}
        choices={directions.map((value) => ({ value, label: t(text[value]) }))}
        onChange={(told) =>
          onChange({ ...condition, direction: directions.find((one) => one === told) ?? 'either' })
        }
      />
      <NumberField
        label={t(text.rate)}
        value={condition.at}
        onChange={(at = Number.NaN) => onChange({ ...condition, at })}
      />
      <SecondsField
        label={t(text.window)}
        value={condition.windowMs}
        onChange={(windowMs) => onChange({ ...condition, windowMs })}
      />
      <Measure condition={condition} onChange={onChange} />
    </>
  );
}

function State({ condition, onChange }: FormProps<Of<'state'>>) {
  const t = useText();
  const [written, setWritten] = useState(() => valuesText(condition.values));
  return (
    <>
      <ChoiceInput
        label={t(text.is)}
        value={condition.is}
        choices={(['equal', 'not-equal'] as const).map((value) => ({
          value,
          label: t(text[value]),
        }))}
        onChange={(is) => onChange({ ...condition, is: is === 'equal' ? 'equal' : 'not-equal' })}
      />
      <LongText
        label={t(text.values)}
        value={written}
        onChange={(told) => {
          setWritten(told);
          onChange({ ...condition, values: valuesOf(told) });
        }}
      />
    </>
  );
}

type Written = Pick<Of<'expression'>, 'expression' | 'inputs'>;
type WrittenProps = {
  readonly label?: string;
  readonly written: Written;
  readonly onChange: (written: Written) => void;
};

function Expression({ condition, onChange }: FormProps<Of<'expression'>>) {
  return (
    <ExpressionFields
      written={condition}
      onChange={(told) => onChange({ kind: 'expression', ...told })}
    />
  );
}

/** An expression with its inputs. */
export function ExpressionFields({ label, written, onChange }: WrittenProps) {
  const t = useText();
  const { expression, inputs } = written;
  const [lines, setLines] = useState(() => inputsText(inputs));
  return (
    <>
      <LongText
        label={label ?? t(text.expression)}
        rows={3}
        value={expression}
        onChange={(told) => onChange({ expression: told, inputs })}
      />
      <LongText
        label={t(text.inputs)}
        rows={3}
        value={lines}
        onChange={(told) => {
          setLines(told);
          onChange({ expression, inputs: inputsOf(told) });
        }}
      />
    </>
  );
}
