// What an expression may use, beside the expressions: the list of docs/reference/expressions.md in short.
import { Button, Dialog, useState, useText, type Bilingual } from '@jingwei/console/kit';
import styles from './connections.module.css';

const text = {
  open: { en: 'Functions and operators', zh: '函数与运算符' },
  close: { en: 'Close', zh: '关闭' },
  lead: {
    en: 'Numbers have units at once behind the digits (80Cel, 5min); units of one kind are converted. The full text is docs/reference/expressions.md.',
    zh: '数值后可直接写单位（80Cel、5min），同类单位自动换算。完整说明见 docs/reference/expressions.md。',
  },
};

const list: readonly (readonly [string, Bilingual])[] = [
  ['… when condition', { en: 'told only while it holds', zh: '仅在条件成立时给出' }],
  ['if a then b else c', { en: 'one of two', zh: '二选一' }],
  ['or · and · not · == != < <= > >= · + - * /', { en: 'as usual', zh: '常规运算' }],
  [
    'abs floor ceiling round sign sqrt power mod exp ln log10 sin cos tan',
    { en: 'of numbers', zh: '数学函数' },
  ],
  [
    'minimum(a, b) maximum(a, b) clamp(x, low, high)',
    { en: 'least, greatest, within', zh: '最小、最大、限幅' },
  ],
  [
    'to(x, "bar") · in(x, "bar")',
    { en: 'in that unit · its plain number', zh: '换算为该单位 · 该单位下的纯数值' },
  ],
  ['number(text) · contains(text, part)', { en: 'of texts', zh: '文本' }],
  [
    'mean sum count lowest highest spread deviation (x, 5min)',
    { en: 'of the last five minutes', zh: '最近五分钟的统计' },
  ],
  [
    'time_mean(x, 1h) · integral(x, 1h) · rate(x, 1min)',
    { en: 'weighted by time · area · change a second', zh: '时间加权平均 · 积分 · 每秒变化' },
  ],
  [
    'previous(x) delta(x) changed(x) rising(c) falling(c)',
    { en: 'against the value before', zh: '与前一值比较' },
  ],
  ['held(c, 10s)', { en: 'true when c has held so long', zh: '条件持续该时长后为真' }],
  [
    'hysteresis(x, low, high) · deadband(x, 0.5) · smooth(x, 30s)',
    { en: 'calmer', zh: '回差、死区、平滑' },
  ],
  ['increase(counter)', { en: 'grown since the rule began', zh: '自规则启动以来的增量' }],
  [
    'good(input) · age(input) · or_else(x, other)',
    {
      en: 'quality, seconds since told, instead of unknown',
      zh: '质量、距上次读数的秒数、未知时的替代值',
    },
  ],
];

export function FunctionList() {
  const t = useText();
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <Button size="xs" variant="subtle" onClick={() => setOpen(true)}>
        {t(text.open)}
      </Button>
      {open && (
        <Dialog
          wide
          title={t(text.open)}
          onClose={close}
          actions={
            <Button size="xs" onClick={close}>
              {t(text.close)}
            </Button>
          }
        >
          <p>{t(text.lead)}</p>
          <dl className={styles['functions']}>
            {list.map(([form, words]) => (
              <div key={form}>
                <dt>
                  <code>{form}</code>
                </dt>
                <dd>{t(words)}</dd>
              </div>
            ))}
          </dl>
        </Dialog>
      )}
    </>
  );
}
