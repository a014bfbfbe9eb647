// Asks what is to be corrected: the signal, the span, what its readings count as, and why.
import type { JingweiFailure, Signal } from '@jingwei/sdk';
import {
  asFailure,
  Button,
  ChoiceInput,
  epochMs,
  FailurePanel,
  isoTime,
  layout,
  LongText,
  Panel,
  SignalPicker,
  TextInput,
  useCallback,
  useClient,
  useState,
  useText,
} from '@jingwei/console/kit';
import { changeOf, emptyDraft, type Draft } from './change-text.ts';

const text = {
  title: { en: 'Correct readings', zh: '更正读数' },
  from: { en: 'From (inclusive)', zh: '开始时间（含）' },
  to: { en: 'To (exclusive)', zh: '结束时间（不含）' },
  kind: { en: 'What is done', zh: '更正方式' },
  line: { en: 'multiply and add', zh: '乘系数加偏移' },
  value: { en: 'replace by a value', zh: '替换为某值' },
  quality: { en: 'mark with a quality', zh: '标记质量' },
  withdrawn: { en: 'leave out', zh: '不计入' },
  factor: { en: 'Factor', zh: '系数' },
  offset: { en: 'Offset', zh: '偏移' },
  by: { en: 'Value', zh: '值' },
  marked: { en: 'Quality', zh: '质量' },
  good: { en: 'good', zh: '良好' },
  uncertain: { en: 'uncertain', zh: '可疑' },
  bad: { en: 'bad', zh: '无效' },
  reason: { en: 'Reason', zh: '原因' },
  save: { en: 'Correct', zh: '更正' },
  cancel: { en: 'Cancel', zh: '取消' },
};
const kinds = ['line', 'value', 'quality', 'withdrawn'] as const;
const qualities = ['good', 'uncertain', 'bad'] as const;

type FormProps = { readonly onDone: () => void; readonly onCancel: () => void };

export function NewCorrectionForm({ onDone, onCancel }: FormProps) {
  const t = useText();
  const client = useClient();
  const [signal, setSignal] = useState<Signal>();
  const [span, setSpan] = useState({ from: '', to: '' });
  const [draft, setDraft] = useState(emptyDraft);
  const [reason, setReason] = useState('');
  const [failure, setFailure] = useState<JingweiFailure>();
  const pick = useCallback((picked: Signal | undefined) => setSignal(picked), []);
  const [from, to] = [epochMs(span.from), epochMs(span.to)];
  const change = signal && changeOf(draft, signal.value);
  const isReady =
    change !== undefined && from !== undefined && to !== undefined && reason.trim() !== '';
  const save = () => {
    if (!signal || !isReady) return;
    const times = { from: isoTime(from), to: isoTime(to) };
    void client
      .correctReadings({ signal: signal.identifier, ...times, change, reason: reason.trim() })
      .then(onDone, (error) => setFailure(asFailure(error)));
  };
  return (
    <Panel title={t(text.title)}>
      <div className={layout['give']}>
        <SignalPicker onPick={pick} />
        <div className={layout['form']}>
          {(['from', 'to'] as const).map((edge) => (
            <TextInput
              key={edge}
              size="xs"
              type="datetime-local"
              step={1}
              label={t(text[edge])}
              value={span[edge]}
              onChange={({ currentTarget: { value } }) =>
                setSpan((old) => ({ ...old, [edge]: value }))
              }
            />
          ))}
          <ChangeFields draft={draft} onChange={setDraft} />
        </div>
        <LongText label={t(text.reason)} rows={2} value={reason} onChange={setReason} required />
        {failure && <FailurePanel failure={failure} />}
        <div className={layout['actions']}>
          <Button size="xs" disabled={!isReady} onClick={save}>
            {t(text.save)}
          </Button>
          <Button size="xs" variant="default" onClick={onCancel}>
            {t(text.cancel)}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

type FieldsProps = { readonly draft: Draft; readonly onChange: (draft: Draft) => void };

function ChangeFields({ draft, onChange }: FieldsProps) {
  const t = useText();
  const field = (name: 'factor' | 'offset' | 'value', label: string) => (
    <TextInput
      size="xs"
      label={label}
      value={draft[name]}
      onChange={({ currentTarget: { value } }) => onChange({ ...draft, [name]: value })}
    />
  );
  return (
    <>
      <ChoiceInput
        label={t(text.kind)}
        value={draft.kind}
        choices={kinds.map((value) => ({ value, label: t(text[value]) }))}
        onChange={(value) =>
          onChange({ ...draft, kind: kinds.find((one) => one === value) ?? 'line' })
        }
      />
      {draft.kind === 'line' && field('factor', t(text.factor))}
      {draft.kind === 'line' && field('offset', t(text.offset))}
      {draft.kind === 'value' && field('value', t(text.by))}
      {draft.kind === 'quality' && (
        <ChoiceInput
          label={t(text.marked)}
          value={draft.quality}
          choices={qualities.map((value) => ({ value, label: t(text[value]) }))}
          onChange={(value) =>
            onChange({ ...draft, quality: qualities.find((one) => one === value) ?? 'bad' })
          }
        />
      )}
    </>
  );
}
