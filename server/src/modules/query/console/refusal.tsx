// A question that was refused: what it would have cost, as the program estimates it, and the ways to ask a smaller one.
import type { JingweiFailure } from '@jingwei/sdk';
import { Button, FailurePanel, useText, type SpanMs } from '@jingwei/console/kit';

const text = {
  refused: { en: 'This would cost too much', zh: '该查询开销过大' },
  failed: { en: 'The readings could not be asked for', zh: '读数查询失败' },
  shorter: { en: 'Show the last {hours} h of it', zh: '只看最后 {hours} 小时' },
  half: { en: 'Show the second half of it', zh: '只看后一半时段' },
};

const hourMs = 3_600_000;

type RefusalProps = {
  readonly failure: JingweiFailure;
  readonly span: SpanMs;
  readonly onSpan: (span: SpanMs) => void;
  readonly onRetry?: () => void;
};

export function Refusal({ failure, span, onSpan, onRetry }: RefusalProps) {
  const t = useText();
  const { hours } = failure.facts;
  const isCostly = failure.code.startsWith('query.too-');
  const last = (ms: number) => onSpan({ fromMs: span.toMs - Math.floor(ms), toMs: span.toMs });
  const fitting = typeof hours === 'number' && hours > 0 ? hours : undefined;
  const actions =
    fitting !== undefined ? (
      <Button size="xs" onClick={() => last(fitting * hourMs)}>
        {t(text.shorter, { hours: fitting })}
      </Button>
    ) : (
      isCostly && (
        <Button size="xs" onClick={() => last((span.toMs - span.fromMs) / 2)}>
          {t(text.half)}
        </Button>
      )
    );
  return (
    <FailurePanel
      failure={failure}
      title={t(isCostly ? text.refused : text.failed)}
      actions={actions}
      {...(onRetry === undefined || isCostly ? {} : { onRetry })}
    />
  );
}
