// The first step of connecting a machine: which language it speaks.
import {
  encodePath,
  FailurePanel,
  Link,
  Loading,
  TextInput,
  useCallback,
  useClient,
  useLoaded,
  useState,
  useText,
} from '@jingwei/console/kit';
import styles from './connections.module.css';
import { protocolWords } from './field-words.ts';

const text = {
  title: { en: 'Connect a machine', zh: '接入设备' },
  lead: { en: 'Which protocol does it speak?', zh: '设备使用哪种协议？' },
  back: { en: 'All connections', zh: '全部接入' },
  import: { en: 'Import a tag list', zh: '导入标签列表' },
  filter: { en: 'Filter', zh: '筛选' },
  finds: { en: 'finds machines', zh: '可发现设备' },
  browses: { en: 'lists signals', zh: '可浏览测点' },
  itself: { en: 'describes itself', zh: '自描述' },
};

export function ProtocolChoice() {
  const t = useText();
  const client = useClient();
  const [words, setWords] = useState('');
  const load = useCallback((signal: AbortSignal) => client.protocols({ signal }), [client]);
  const { loaded, again } = useLoaded(load);
  const protocols = loaded.state === 'loaded' ? loaded.value : [];
  const wanted = words.trim().toLowerCase();
  const found = protocols.filter(({ name, title }) =>
    [name, title.en, title.zh, protocolWords[name]?.en, protocolWords[name]?.zh]
      .join(' ')
      .toLowerCase()
      .includes(wanted),
  );
  return (
    <div className={styles['page']}>
      <header className={styles['title']}>
        <h1>{t(text.title)}</h1>
        <p>{t(text.lead)}</p>
        <Link to="/connections/import">{t(text.import)}</Link>
        <Link to="/connections">{t(text.back)}</Link>
      </header>
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <FailurePanel failure={loaded.failure} onRetry={again} />}
      {loaded.state === 'loaded' && (
        <TextInput
          size="xs"
          className={styles['narrow'] ?? ''}
          label={t(text.filter)}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      )}
      <ul className={styles['cards']}>
        {found.map(({ name, title, address, canBrowse, canDiscover }) => {
          const about = protocolWords[name];
          const can = [
            ...(canDiscover ? [text.finds] : []),
            ...(canBrowse ? [text.browses] : []),
            ...(address === undefined ? [text.itself] : []),
          ];
          return (
            <li key={name}>
              <Link to={`/connections/new/${encodePath(name)}`} className={styles['card']}>
                <b>{t(title)}</b>
                {about && <span>{t(about)}</span>}
                {can.length > 0 && <small>{can.map((word) => t(word)).join(' · ')}</small>}
              </Link>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
