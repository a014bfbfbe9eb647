// Chooses the span: by name, by the plant's calendar, or by two times on the wall clock of the plant, whose zone is shown
// with what it is at those very moments.
import {
  Button,
  ChoiceInput,
  TextInput,
  useState,
  useText,
  zoneText,
  type SpanMs,
} from '@jingwei/console/kit';
import type { AskedSpan } from './address.ts';
import styles from './explore.module.css';
import { instantOf, instantsOf, wallTime, type NamedSpan } from './spans.ts';

const text = {
  span: { en: 'Span', zh: '时段' },
  custom: { en: 'Other: from … to …', zh: '自定义起止时间' },
  from: { en: 'From ({zone})', zh: '起（{zone}）' },
  to: { en: 'To ({zone})', zh: '止（{zone}）' },
  show: { en: 'Show', zh: '显示' },
  empty: { en: 'It must end after it begins.', zh: '结束时间须晚于开始时间。' },
  no: { en: 'This is no time.', zh: '不是有效时间。' },
  twice: {
    en: 'The clock is put back here and shows this time twice: both are within the span.',
    zh: '此处时钟回拨，该时间出现两次：时段包含两者。',
  },
  never: {
    en: 'The clock is put forward here and never shows this time: the next one counts.',
    zh: '此处时钟拨快，该时间不存在：按其后的时间计算。',
  },
  zone: { en: 'Times of {zone}, {offset}', zh: '时间按 {zone}，{offset}' },
  own: {
    en: 'Times of this browser: {zone}, {offset}. The calendar of the plant cannot be seen.',
    zh: '时间按本浏览器：{zone}，{offset}。无法查看工厂日历。',
  },
};

type PickerProps = {
  readonly named: readonly NamedSpan[];
  readonly asked: AskedSpan;
  readonly span: SpanMs;
  readonly zone: string;
  readonly isOwnZone: boolean;
  readonly onChoose: (span: AskedSpan) => void;
};

export function SpanPicker({ named, asked, span, zone, isOwnZone, onChoose }: PickerProps) {
  const t = useText();
  const isCustom = !('named' in asked);
  const value = isCustom ? '' : (named.find(({ id }) => id === asked.named)?.id ?? 'hour');
  const offsets = [...new Set([zoneText(span.fromMs, zone), zoneText(span.toMs, zone)])];
  return (
    <div className={styles['span']}>
      <ChoiceInput
        label={t(text.span)}
        value={value}
        choices={[
          ...named.map(({ id, name }) => ({ value: id, label: t(name) })),
          { value: '', label: t(text.custom) },
        ]}
        onChange={(id) => onChoose(id === '' ? span : { named: id })}
      />
      {isCustom && (
        <Custom key={`${span.fromMs} ${span.toMs} ${zone}`} {...{ span, zone, onChoose }} />
      )}
      <p className={styles['zone']}>
        {t(isOwnZone ? text.own : text.zone, { zone, offset: offsets.join(' → ') })}
      </p>
    </div>
  );
}

type CustomProps = Pick<PickerProps, 'span' | 'zone' | 'onChoose'>;

function Custom({ span, zone, onChoose }: CustomProps) {
  const t = useText();
  const [from, setFrom] = useState(() => wallTime(span.fromMs, zone));
  const [to, setTo] = useState(() => wallTime(span.toMs, zone));
  const [fromMs, toMs] = [instantOf(from, zone, 'from'), instantOf(to, zone, 'to')];
  const isWhole = fromMs !== undefined && toMs !== undefined && fromMs < toMs;
  const input = (end: 'from' | 'to') => {
    const [wall, set, ms] = end === 'from' ? [from, setFrom, fromMs] : [to, setTo, toMs];
    const found = instantsOf(wall, zone);
    const put = found?.length === 2 ? text.twice : found?.length === 0 ? text.never : undefined;
    const late = end === 'to' && fromMs !== undefined && ms !== undefined && !isWhole;
    return (
      <TextInput
        size="xs"
        type="datetime-local"
        step={1}
        label={t(text[end], { zone: zoneText(ms ?? span.fromMs, zone) })}
        value={wall}
        error={ms === undefined ? t(text.no) : late ? t(text.empty) : false}
        description={put === undefined ? undefined : t(put)}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        onChange={(event) => set(event.currentTarget.value)}
      />
    );
  };
  return (
    <form
      className={styles['custom']}
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole) onChoose({ fromMs, toMs });
      }}
    >
      {input('from')}
      {input('to')}
      <Button size="xs" type="submit" variant="default" disabled={!isWhole}>
        {t(text.show)}
      </Button>
    </form>
  );
}
