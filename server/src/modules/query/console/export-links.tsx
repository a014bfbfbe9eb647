// The readings of what is shown as a file: every reading of these signals in this span, not the points of the curve.
import type { ExportFormat } from '@jingwei/sdk';
import { isoTime, useClient, useText, type SpanMs } from '@jingwei/console/kit';
import styles from './explore.module.css';

const text = {
  save: { en: 'Save all readings:', zh: '导出全部读数：' },
  as: { en: 'Readings as {format}', zh: '读数 {format} 文件' },
};

const formats: readonly (readonly [ExportFormat, string])[] = [
  ['csv', 'CSV'],
  ['parquet', 'Parquet'],
  ['arrow', 'Arrow'],
];

type LinksProps = {
  readonly signals: readonly string[];
  readonly span: SpanMs;
  readonly measured: boolean;
};

export function ExportLinks({ signals, span, measured }: LinksProps) {
  const t = useText();
  const client = useClient();
  const over = {
    ...{ from: isoTime(span.fromMs), to: isoTime(span.toMs) },
    ...(measured ? { asMeasured: true } : {}),
  };
  return (
    <p className={styles['exports']}>
      {t(text.save)}
      {formats.map(([format, name]) => (
        <a
          key={format}
          href={client.exportUrl({ signals, ...over, format })}
          aria-label={t(text.as, { format: name })}
          download=""
        >
          {name}
        </a>
      ))}
    </p>
  );
}
