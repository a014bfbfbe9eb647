// The record itself: as a table to read, or as the JSON that programs get.
import type { HandleValue, Resolution } from '@jingwei/sdk';
import {
  CopyButton,
  durationText,
  exactText,
  Panel,
  safeAddress,
  SegmentedControl,
  signOf,
  useLanguage,
  useState,
  useText,
  zoneText,
  epochMs,
  IdentifierLink,
  Icon,
} from '@jingwei/console/kit';
import { friendlyText } from './friendly.ts';
import { encodingOf, textOf } from './record.ts';
import styles from './resolve.module.css';
import { typeNames } from './type-names.ts';

const text = {
  record: { en: 'Record: {count} values', zh: '记录：{count} 个值' },
  view: { en: 'View', zh: '显示方式' },
  table: { en: 'Table', zh: '表格' },
  copyJson: { en: 'Copy the JSON', zh: '复制 JSON' },
  copyValue: { en: 'Copy the value', zh: '复制该值' },
  index: { en: 'Index', zh: '索引' },
  type: { en: 'Type', zh: '类型' },
  value: { en: 'Value', zh: '值' },
  ttl: { en: 'TTL', zh: '有效期' },
  timestamp: { en: 'Changed ({zone})', zh: '更新时间（{zone}）' },
  seconds: { en: '{count} s', zh: '{count} 秒' },
};

export function RecordPanel({ resolution }: { resolution: Resolution }) {
  const t = useText();
  const [view, setView] = useState('table');
  const { handle, responseCode, values } = resolution;
  const json = JSON.stringify({ responseCode, handle, values }, null, 2);
  const controls = (
    <>
      <SegmentedControl
        size="xs"
        aria-label={t(text.view)}
        value={view}
        onChange={setView}
        data={[
          { value: 'table', label: t(text.table) },
          { value: 'json', label: 'JSON' },
        ]}
      />
      <CopyButton text={json} label={text.copyJson} />
    </>
  );
  return (
    <Panel title={t(text.record, { count: values.length })} controls={controls}>
      {view === 'table' ? (
        <ValueTable values={values} />
      ) : (
        <pre className={styles['json']}>{json}</pre>
      )}
    </Panel>
  );
}

function ValueTable({ values }: { values: readonly HandleValue[] }) {
  const t = useText();
  const newest = values.map((value) => epochMs(value.timestamp)).find((ms) => ms !== undefined);
  return (
    <div className={styles['scroll']}>
      <table className={styles['values']}>
        <thead>
          <tr>
            <th scope="col">{t(text.index)}</th>
            <th scope="col">{t(text.type)}</th>
            <th scope="col">{t(text.value)}</th>
            <th scope="col">{t(text.ttl)}</th>
            <th scope="col">{t(text.timestamp, { zone: zoneText(newest ?? 0) })}</th>
          </tr>
        </thead>
        <tbody>
          {values.map((value) => (
            <ValueRow key={value.index} value={value} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ValueRow({ value }: { value: HandleValue }) {
  const t = useText();
  const { language } = useLanguage();
  const name = typeNames[value.type];
  return (
    <tr>
      <td className={styles['number']}>{value.index}</td>
      <th scope="row">
        <code>{value.type}</code>
        {name && <small>{t(name)}</small>}
      </th>
      <td>
        <div className={styles['value']}>
          <ValueShown value={value} />
          <CopyButton text={textOf(value)} label={text.copyValue} />
        </div>
      </td>
      <td className={styles['number']}>
        <span title={t(text.seconds, { count: value.ttl })}>
          {durationText(value.ttl * 1_000, language)}
        </span>
      </td>
      <td className={styles['number']}>{exactText(value.timestamp, { language })}</td>
    </tr>
  );
}

function ValueShown({ value }: { value: HandleValue }) {
  const { language } = useLanguage();
  const shown = textOf(value);
  const encoding = encodingOf(value);
  const address = value.type === 'URL' && encoding === undefined ? safeAddress(shown) : undefined;
  if (address !== undefined) {
    return (
      <a href={address} rel="noreferrer" target={address.startsWith('/') ? undefined : '_blank'}>
        {shown} <Icon name="outside" size={12} />
      </a>
    );
  }
  if ((value.type === 'MACHINE' || value.type === 'PART_OF') && shown.includes('/'))
    return <IdentifierLink identifier={shown} copy={false} />;
  const friendly = friendlyText(value, {
    language,
    timeText: (iso) => `${exactText(iso, { language })} ${zoneText(Date.parse(iso))}`,
    signOf,
  });
  if (friendly !== undefined) return <span title={shown}>{friendly}</span>;
  if (shown.includes('\n')) return <pre>{shown}</pre>;
  return (
    <span className={value.data.format === 'string' ? undefined : styles['mono']}>
      {encoding && <small className={styles['encoding']}>{encoding}</small>}
      {shown}
    </span>
  );
}
