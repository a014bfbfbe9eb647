// A rule as a form: what it is about, its condition, how long it must hold, how urgent it is, and what an operator is told.
import type { AlarmPriority, AlarmRationale, AlarmRule } from '@jingwei/sdk';
import {
  type Bilingual,
  ChoiceInput,
  layout,
  LongText,
  TextInput,
  Tick,
  useText,
} from '@jingwei/console/kit';
import { ConditionForm, ExpressionFields } from './condition-form.tsx';
import { SecondsField } from './number-field.tsx';
import { priorityWords } from './words.ts';

const text = {
  name: { en: 'Name that the operator reads', zh: '名称（操作员可见）' },
  signal: { en: 'Signal', zh: '测点' },
  path: {
    en: 'or all signals of a path, e.g. 88.118.8/**/melt_temp',
    zh: '或路径下所有测点，例如 88.118.8/**/melt_temp',
  },
  priority: { en: 'Priority', zh: '优先级' },
  onDelayMs: { en: 'Raised after, s', zh: '报警延时（秒）' },
  offDelayMs: { en: 'Over after, s', zh: '恢复延时（秒）' },
  position: { en: 'Operator position', zh: '操作岗位' },
  firstOutGroup: { en: 'First-out group', zh: '首出分组' },
  enabled: { en: 'Judged', zh: '启用' },
  latching: { en: 'Stays until somebody resets it', zh: '锁存，须人工复位' },
  bad: { en: 'A bad reading', zh: '坏质量读数' },
  hold: { en: 'changes nothing', zh: '保持原状态' },
  clear: { en: 'counts as no alarm', zh: '视为无报警' },
  alarm: { en: 'is itself an alarm', zh: '视为报警' },
  uncertain: { en: 'An uncertain reading counts', zh: '可疑质量读数视为' },
  'as-good': { en: 'as good', zh: '良好' },
  'as-bad': { en: 'as bad', zh: '坏' },
  suppressedWhen: { en: 'Suppressed while, e.g. not running', zh: '抑制条件，例如 not running' },
  guidance: { en: 'What the operator is to do', zh: '处理指导' },
  cause: { en: 'Possible cause', zh: '可能原因' },
  consequence: { en: 'What happens if nobody acts', zh: '不处理的后果' },
  correctiveAction: { en: 'Corrective action', zh: '纠正措施' },
  timeToRespondMs: { en: 'Time to respond, s', zh: '允许响应时间（秒）' },
  of: { en: '{label} · English', zh: '{label}（英文）' },
  ofZh: { en: '{label} · Chinese', zh: '{label}（中文）' },
};
const none: Bilingual = { en: '', zh: '' };
const noRationale: AlarmRationale = {
  ...{ consequence: none, cause: none, correctiveAction: none, timeToRespondMs: 600_000 },
};
const priorities = Object.keys(priorityWords) as AlarmPriority[];

type RuleFormProps = { readonly rule: AlarmRule; readonly onChange: (rule: AlarmRule) => void };

export function RuleForm({ rule, onChange }: RuleFormProps) {
  const t = useText();
  const change = (part: Partial<AlarmRule>) => onChange({ ...rule, ...part });
  return (
    <>
      <div className={layout['form']}>
        {(['name', 'signal', 'path', 'position', 'firstOutGroup'] as const).map((name) => (
          <TextInput
            key={name}
            size="xs"
            label={t(text[name])}
            value={rule[name] ?? ''}
            onChange={(event) => change({ [name]: event.currentTarget.value })}
          />
        ))}
        <ChoiceInput
          label={t(text.priority)}
          value={rule.priority}
          choices={priorities.map((value) => ({ value, label: t(priorityWords[value]) }))}
          onChange={(told) =>
            change({ priority: priorities.find((one) => one === told) ?? rule.priority })
          }
        />
        {(['onDelayMs', 'offDelayMs'] as const).map((name) => (
          <SecondsField
            key={name}
            label={t(text[name])}
            value={rule[name]}
            onChange={(ms) => change({ [name]: ms })}
          />
        ))}
        <Quality rule={rule} onChange={onChange} />
        {(['enabled', 'latching'] as const).map((name) => (
          <Tick
            key={name}
            label={t(text[name])}
            checked={rule[name]}
            onChange={(is) => change({ [name]: is })}
          />
        ))}
      </div>
      <ConditionForm condition={rule.condition} onChange={(condition) => change({ condition })} />
      <fieldset className={layout['condition']}>
        <ExpressionFields
          label={t(text.suppressedWhen)}
          written={rule.suppressedWhen ?? { expression: '', inputs: [] }}
          onChange={(suppressedWhen) => change({ suppressedWhen })}
        />
      </fieldset>
      <Words rule={rule} onChange={onChange} />
    </>
  );
}

const bads = ['hold', 'clear', 'alarm'] as const;
const uncertains = ['as-good', 'as-bad'] as const;

function Quality({ rule, onChange }: RuleFormProps) {
  const t = useText();
  const { quality } = rule;
  return (
    <>
      <ChoiceInput
        label={t(text.bad)}
        value={quality.bad}
        choices={bads.map((value) => ({ value, label: t(text[value]) }))}
        onChange={(told) => {
          const bad = bads.find((one) => one === told) ?? 'hold';
          onChange({ ...rule, quality: { ...quality, bad } });
        }}
      />
      <ChoiceInput
        label={t(text.uncertain)}
        value={quality.uncertain}
        choices={uncertains.map((value) => ({ value, label: t(text[value]) }))}
        onChange={(told) => {
          const uncertain = uncertains.find((one) => one === told) ?? 'as-good';
          onChange({ ...rule, quality: { ...quality, uncertain } });
        }}
      />
    </>
  );
}

/** Guidance and rationale, in both languages. */
function Words({ rule, onChange }: RuleFormProps) {
  const t = useText();
  const { guidance = none, rationale = noRationale } = rule;
  const reason = (part: Partial<AlarmRationale>) =>
    onChange({ ...rule, rationale: { ...rationale, ...part } });
  return (
    <div className={layout['form']}>
      <Both
        label={t(text.guidance)}
        value={guidance}
        onChange={(told) => onChange({ ...rule, guidance: told })}
      />
      {(['cause', 'consequence', 'correctiveAction'] as const).map((name) => (
        <Both
          key={name}
          label={t(text[name])}
          value={rationale[name]}
          onChange={(told) => reason({ [name]: told })}
        />
      ))}
      <SecondsField
        label={t(text.timeToRespondMs)}
        value={rationale.timeToRespondMs}
        onChange={(timeToRespondMs) => reason({ timeToRespondMs })}
      />
    </div>
  );
}

type BothProps = {
  readonly label: string;
  readonly value: Bilingual;
  readonly onChange: (value: Bilingual) => void;
};

function Both({ label, value, onChange }: BothProps) {
  const t = useText();
  return (
    <>
      <LongText
        label={t(text.of, { label })}
        rows={2}
        value={value.en}
        onChange={(en) => onChange({ ...value, en })}
      />
      <LongText
        label={t(text.ofZh, { label })}
        rows={2}
        value={value.zh}
        onChange={(zh) => onChange({ ...value, zh })}
      />
    </>
  );
}
