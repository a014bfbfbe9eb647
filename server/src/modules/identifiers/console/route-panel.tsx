// The way that a question took, as a thread from node to node: who was asked, where, what came of it,
// and when within the whole time.
import type { ResolutionStep } from '@jingwei/sdk';
import { Panel, Unseen, useText, type Bilingual } from '@jingwei/console/kit';
import { millisecondsText } from './milliseconds.ts';
import { nodeName } from './node-name.ts';
import styles from './resolve.module.css';

const text = {
  route: { en: 'The way there', zh: '解析路径' },
  total: { en: '{ms} ms', zh: '{ms} 毫秒' },
  start: { en: 'Recursive node', zh: '递归节点' },
  startWhat: { en: 'asks on your behalf', zh: '代您逐级询问' },
  cache: { en: 'own memory', zh: '本地缓存' },
  local: { en: 'this program', zh: '本程序' },
  cached: { en: 'cached', zh: '缓存' },
  stale: { en: 'out of date', zh: '已过期' },
  alias: { en: 'another name of {alias}', zh: '别名，指向 {alias}' },
  referredFor: { en: 'referred to the node of {prefix}', zh: '转向 {prefix} 的节点' },
  began: { en: 'began after {ms} ms', zh: '始于第 {ms} 毫秒' },
};

const outcomes: Readonly<Record<ResolutionStep['outcome'], Bilingual>> = {
  answered: { en: 'answered with the record', zh: '返回记录' },
  referred: { en: 'referred further', zh: '转向下级节点' },
  'not-found': { en: 'has no such record', zh: '没有该记录' },
  'no-answer': { en: 'no answer', zh: '没有应答' },
  refused: { en: 'refused', zh: '拒绝应答' },
};

/** Shapes, so that the outcome is not told by colour alone. */
const shapes: Readonly<Record<ResolutionStep['outcome'], string>> = {
  answered: 'M3 8.500l3.500 3.500l6.500-8',
  referred: 'M8 3v9M4.500 8.500L8 12l3.500-3.500',
  'not-found': 'M3.500 8h9',
  'no-answer': 'M4 4l8 8M12 4l-8 8',
  refused: 'M4 4l8 8M12 4l-8 8',
};

export function RoutePanel({
  steps,
  tookMs,
}: {
  steps: readonly ResolutionStep[];
  tookMs?: number;
}) {
  const t = useText();
  const sum = tookUpTo(steps, steps.length);
  const wholeMs = Math.max(tookMs ?? 0, sum, 0.001);
  return (
    <Panel
      title={t(text.route)}
      controls={
        <span className={styles['total']}>
          {t(text.total, { ms: millisecondsText(tookMs ?? sum) })}
        </span>
      }
      className={styles['route'] ?? ''}
    >
      <ol className={styles['thread']}>
        <li className={styles['origin']}>
          <b>{t(text.start)}</b> <small>{t(text.startWhat)}</small>
        </li>
        {steps.map((step, i) => (
          <Step key={i} step={step} beganMs={tookUpTo(steps, i)} wholeMs={wholeMs} />
        ))}
      </ol>
    </Panel>
  );
}

/** Questions are asked one after the other. */
function tookUpTo(steps: readonly ResolutionStep[], end: number): number {
  return steps.slice(0, end).reduce((before, step) => before + step.tookMs, 0);
}

/** Two words stand for steps that left no process. */
function placeOf(address: string, t: ReturnType<typeof useText>): string {
  if (address === 'cache') return t(text.cache);
  return address === 'local' ? t(text.local) : address;
}

function Step({
  step,
  beganMs,
  wholeMs,
}: {
  step: ResolutionStep;
  beganMs: number;
  wholeMs: number;
}) {
  const t = useText();
  const isCache = step.address === 'cache';
  const outcome =
    step.outcome === 'referred' && step.prefix !== undefined
      ? t(text.referredFor, { prefix: step.prefix })
      : t(outcomes[step.outcome]);
  const left = `${(beganMs / wholeMs) * 100}%`;
  const width = `${(step.tookMs / wholeMs) * 100}%`;
  return (
    <li className={styles['step']} data-outcome={step.outcome} data-cached={step.cached}>
      <svg viewBox="0 0 16 16" width="16" height="16" className={styles['knot']} aria-hidden="true">
        <path d={shapes[step.outcome]} fill="none" stroke="currentColor" strokeWidth="2.2" />
      </svg>
      <b className={styles['node']}>{t(nodeName(step.node))}</b>
      {!isCache && (
        <span className={styles['took']}>
          {t(text.total, { ms: millisecondsText(step.tookMs) })}
        </span>
      )}
      <span className={styles['address']}>{placeOf(step.address, t)}</span>
      <span className={styles['outcome']}>
        {outcome}
        {step.alias !== undefined && ` · ${t(text.alias, { alias: step.alias })}`}
        {step.cached && <small>{t(text.cached)}</small>}
        {step.stale === true && <small data-stale="true">{t(text.stale)}</small>}
      </span>
      <span className={styles['span']}>
        <i style={{ left, width }} />
        <Unseen>{t(text.began, { ms: millisecondsText(beganMs) })}</Unseen>
      </span>
    </li>
  );
}
