// What policies would do now: series, readings, bytes and the oldest of them.
import type { RetentionPreview } from '@jingwei/sdk';
import { ColumnHeads, dateText, epochMs, layout, useLanguage, useText } from '@jingwei/console/kit';
import { bytesText } from './bytes-text.ts';
import styles from './upkeep.module.css';

const text = {
  policy: { en: 'What would be done now', zh: '现在执行的效果' },
  series: { en: 'Series', zh: '序列' },
  thin: { en: 'To thin', zh: '待抽稀' },
  remove: { en: 'To remove', zh: '待删除' },
  readings: { en: '{count} readings, {bytes}', zh: '{count} 条读数，{bytes}' },
  span: { en: 'from {from} to before {to}', zh: '{from} 至 {to} 之前' },
  taken: { en: '{count} more are taken by earlier policies', zh: '另有 {count} 个归属靠前的策略' },
  estimate: { en: 'estimated from {count} series', zh: '根据 {count} 个序列估算' },
};
const columns = ['policy', 'series', 'thin', 'remove'] as const;
type Row = RetentionPreview['policies'][number];

export function PreviewTable({ preview }: { readonly preview: RetentionPreview }) {
  const t = useText();
  return (
    <div className={layout['frame']}>
      <table className={styles['table']}>
        <ColumnHeads columns={columns} text={text} />
        <tbody>
          {preview.policies.map((one) => (
            <tr key={one.id} data-preview={one.id}>
              <td>
                {one.position} · {one.name}
              </td>
              <td>
                {one.series}
                {one.taken > 0 && <small>{t(text.taken, { count: one.taken })}</small>}
                {one.counted < one.series && (
                  <small>{t(text.estimate, { count: one.counted })}</small>
                )}
              </td>
              <td>
                <Affected affected={one.thin} />
              </td>
              <td>
                <Affected affected={one.remove} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Affected({ affected }: { readonly affected: Row['thin'] }) {
  const t = useText();
  const { language } = useLanguage();
  if (!affected) return <>–</>;
  const { readings, bytes, oldest, before } = affected;
  const day = (iso: string) => dateText(epochMs(iso) ?? 0, { language, zone: 'UTC' });
  return (
    <>
      {t(text.readings, { count: readings, bytes: bytesText(bytes) })}
      {oldest !== undefined && (
        <small>{t(text.span, { from: day(oldest), to: day(before) })}</small>
      )}
    </>
  );
}
