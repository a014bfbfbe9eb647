// The table of the gap report: a row for each stream, what is missing in red with its numbers.
import type { SourceGaps, StreamGaps } from '@jingwei/sdk';
import { ColumnHeads, useLanguage, useText } from '@jingwei/console/kit';
import { spanText } from './gap-rows.ts';
import styles from './gaps.module.css';
import { countsText, totalOf } from './words.ts';

const text = {
  source: { en: 'Source', zh: '数据源' },
  read: { en: 'Read', zh: '读取' },
  leftOut: { en: 'Left out', zh: '略过' },
  refused: { en: 'Refused at the gateway', zh: '网关拒收' },
  givenUp: { en: 'Given up', zh: '放弃' },
  sent: { en: 'Sent', zh: '已发' },
  received: { en: 'Received', zh: '已收' },
  duplicate: { en: 'Duplicate', zh: '重复' },
  refusedHere: { en: 'Refused here', zh: '平台拒收' },
  missing: { en: 'Missing', zh: '缺失' },
  readings: { en: 'readings', zh: '读数' },
  facts: { en: 'facts', zh: '事实' },
  steps: { en: 'clock steps: {count}', zh: '时钟跳变：{count}' },
};

const columns = [
  ...(['source', 'read', 'leftOut', 'refused', 'givenUp', 'sent'] as const),
  ...(['received', 'duplicate', 'refusedHere', 'missing'] as const),
] as const;
const spansShown = 5;

export function GapTable({ sources }: { readonly sources: readonly SourceGaps[] }) {
  return (
    <div className={styles['frame']}>
      <table className={styles['table']}>
        <ColumnHeads columns={columns} text={text} />
        <tbody>
          {sources.flatMap(({ enterprise, source, streams }) =>
            streams.map((stream) => (
              <GapRow
                key={`${enterprise}/${source}/${stream.kind}/${stream.gateway}/${stream.incarnation}`}
                name={`${enterprise}/${source}`}
                stream={stream}
              />
            )),
          )}
        </tbody>
      </table>
    </div>
  );
}

function GapRow({ name, stream }: { readonly name: string; readonly stream: StreamGaps }) {
  const t = useText();
  const { missing, missingSpans, clockSteps } = stream;
  const more = missingSpans.length > spansShown ? ' …' : '';
  return (
    <tr>
      <th scope="row">
        {name}
        <small>
          {t(text[stream.kind])} · {stream.gateway}
          {clockSteps.length > 0 && ` · ${t(text.steps, { count: clockSteps.length })}`}
        </small>
      </th>
      <td>{stream.read}</td>
      <Reasons counts={stream.leftOut} />
      <Reasons counts={stream.refused} />
      <Reasons counts={stream.givenUp} />
      <td>{stream.sent}</td>
      <td>{stream.received}</td>
      <td>{stream.duplicate}</td>
      <Reasons counts={stream.refusedHere} />
      <td data-missing={missing > 0 ? true : undefined}>
        {missing}
        {missing > 0 && (
          <small>{missingSpans.slice(0, spansShown).map(spanText).join(' ') + more}</small>
        )}
      </td>
    </tr>
  );
}

function Reasons({ counts }: { readonly counts: Readonly<Record<string, number>> }) {
  const { language } = useLanguage();
  const reasons = countsText(counts, language);
  return (
    <td>
      {totalOf(counts)}
      {reasons !== '' && <small>{reasons}</small>}
    </td>
  );
}
