// One figure with its formula, where that is defined, and the values that stand in it.
import type { OeeFigureName, OeeSpan } from '@jingwei/sdk';
import {
  Button,
  Dialog,
  FailurePanel,
  Loading,
  useCallback,
  useClient,
  useLoaded,
  useText,
} from '@jingwei/console/kit';
import styles from './oee.module.css';
import { figureText, mainFigures, moreFigures } from './words.ts';

const text = {
  close: { en: 'Close', zh: '关闭' },
  formula: { en: 'Formula', zh: '公式' },
  clause: { en: 'Defined in', zh: '出处' },
  value: { en: 'Value', zh: '结果' },
  times: { en: 'Times in seconds.', zh: '时间单位为秒。' },
};

type Props = {
  readonly name: OeeFigureName;
  readonly span: OeeSpan;
  readonly onClose: () => void;
};

export function Explanation({ name, span, onClose }: Props) {
  const t = useText();
  const client = useClient();
  const load = useCallback(
    (signal: AbortSignal) => client.explainOee(span, { signal }),
    [client, span],
  );
  const { loaded, again } = useLoaded(load);
  const words = [...mainFigures, ...moreFigures].find(([one]) => one === name)?.[1];
  const formula =
    loaded.state === 'loaded' ? loaded.value.formulas.find((one) => one.name === name) : undefined;
  return (
    <Dialog
      title={words ? t(words) : name}
      onClose={onClose}
      actions={
        <Button size="xs" variant="default" onClick={onClose}>
          {t(text.close)}
        </Button>
      }
    >
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <FailurePanel failure={loaded.failure} onRetry={again} />}
      {formula && (
        <dl className={styles['facts']} data-explained={name}>
          <div>
            <dt>{t(formula.says)}</dt>
            <dd>
              <code>{formula.formula}</code>
            </dd>
          </div>
          {Object.entries(formula.operands).map(([operand, value]) => (
            <div key={operand}>
              <dt>{operand}</dt>
              <dd>{value}</dd>
            </div>
          ))}
          <div>
            <dt>{t(text.value)}</dt>
            <dd>
              <strong>{figureText(name, formula.value)}</strong>
            </dd>
          </div>
          <div>
            <dt>{t(text.clause)}</dt>
            <dd>
              {formula.clause}. {t(text.times)}
            </dd>
          </div>
        </dl>
      )}
    </Dialog>
  );
}
