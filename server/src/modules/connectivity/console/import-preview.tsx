// What an import would change or has changed, source by source, and what of the list is left out and why.
import type { ImportedSource, ImportQuery, ImportReply } from '@jingwei/sdk';
import {
  Button,
  Panel,
  Told,
  useLanguage,
  useState,
  useText,
  type Bilingual,
  type Language,
} from '@jingwei/console/kit';
import styles from './connections.module.css';

const text = {
  plan: { en: 'What would change', zh: '变更预览' },
  done: { en: 'What was changed', zh: '变更结果' },
  nothing: { en: 'Nothing of the list can be taken.', zh: '列表中没有可导入的内容。' },
  source: { en: 'Source', zh: '数据源' },
  where: { en: 'Protocol, address', zh: '协议、地址' },
  signals: { en: 'Signals', zh: '测点' },
  counts: {
    en: '{added} added, {changed} changed, {removed} removed, {same} unchanged',
    zh: '新增 {added}，更新 {changed}，删除 {removed}，不变 {same}',
  },
  which: { en: 'Which', zh: '明细' },
  first: { en: 'The first {count}', zh: '前 {count} 个' },
  left: { en: 'Not taken ({count})', zh: '未导入（{count}）' },
  place: { en: 'Place', zh: '位置' },
  why: { en: 'Why', zh: '原因' },
  more: { en: 'Show {count} more', zh: '再显示 {count} 个' },
} satisfies Record<string, Bilingual>;

const changes: Readonly<Record<ImportedSource['change'] | 'removed', Bilingual>> = {
  added: { en: 'added', zh: '新增' },
  changed: { en: 'changed', zh: '更新' },
  same: { en: 'unchanged', zh: '不变' },
  removed: { en: 'removed', zh: '删除' },
};
const pieceSize = 100;

type ImportPreviewProps = { readonly reply: ImportReply; readonly format: ImportQuery['format'] };

export function ImportPreview({ reply, format }: ImportPreviewProps) {
  const t = useText();
  const { applied, sources, notTaken } = reply;
  return (
    <>
      <Panel title={t(applied ? text.done : text.plan)}>
        {sources.length === 0 ? (
          <p className={styles['lead']}>{t(text.nothing)}</p>
        ) : (
          <Sources sources={sources} />
        )}
      </Panel>
      {notTaken.length > 0 && <NotTaken notTaken={notTaken} format={format} />}
    </>
  );
}

function Sources({ sources }: Pick<ImportReply, 'sources'>) {
  const t = useText();
  const [count, setCount] = useState(pieceSize);
  return (
    <div className={styles['scroll']}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">{t(text.source)}</th>
            <th scope="col">{t(text.where)}</th>
            <th scope="col">{t(text.signals)}</th>
          </tr>
        </thead>
        {sources.slice(0, count).map((one) => (
          <tbody key={one.name} data-imported={one.name} data-change={one.change}>
            <SourceRow source={one} />
          </tbody>
        ))}
      </table>
      <More all={sources.length} shown={count} onMore={() => setCount(count + pieceSize)} />
    </div>
  );
}

function SourceRow({ source }: { readonly source: ImportedSource }) {
  const t = useText();
  const { name, protocol, address, change, signals, changes: which } = source;
  const { added, changed, removed } = signals;
  const isCut = added + changed + removed > which.length;
  return (
    <tr>
      <th scope="row">
        {name}
        <small>{t(changes[change])}</small>
      </th>
      <td>
        {protocol}
        <small className={styles['address']}>{address}</small>
      </td>
      <td>
        {t(text.counts, signals)}
        {which.length > 0 && (
          <details className={styles['which']}>
            <summary>{t(isCut ? text.first : text.which, { count: which.length })}</summary>
            <ul>
              {which.map((one) => (
                <li key={`${one.change}/${one.id}`} data-change={one.change}>
                  <b>{t(changes[one.change])}</b> {one.id} <code>{one.address}</code>
                </li>
              ))}
            </ul>
          </details>
        )}
      </td>
    </tr>
  );
}

function NotTaken({
  notTaken,
  format,
}: Pick<ImportReply, 'notTaken'> & Pick<ImportPreviewProps, 'format'>) {
  const t = useText();
  const { language } = useLanguage();
  const [count, setCount] = useState(pieceSize);
  return (
    <Panel title={t(text.left, { count: notTaken.length })}>
      <div className={styles['scroll']}>
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">{t(text.place)}</th>
              <th scope="col">{t(text.why)}</th>
            </tr>
          </thead>
          <tbody>
            {notTaken.slice(0, count).map(({ place, why }, i) => (
              <tr key={i} data-place={place}>
                <td className={styles['place']}>
                  {format === 'csv' ? placeText(place, language) : place}
                </td>
                <td>
                  <Told text={t(why)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <More all={notTaken.length} shown={count} onMore={() => setCount(count + pieceSize)} />
    </Panel>
  );
}

/** Of a list, the server names lines; of a project, what the other program calls it. */
function placeText(place: string, language: Language): string {
  const line = /^line (\d+)$/.exec(place)?.[1];
  return line === undefined || language === 'en' ? place : `第 ${line} 行`;
}

type MoreProps = { readonly all: number; readonly shown: number; readonly onMore: () => void };

function More({ all, shown, onMore }: MoreProps) {
  const t = useText();
  const left = all - shown;
  if (left <= 0) return null;
  return (
    <div className={styles['pager']}>
      <Button size="xs" variant="default" onClick={onMore}>
        {t(text.more, { count: Math.min(left, pieceSize) })}
      </Button>
    </div>
  );
}
