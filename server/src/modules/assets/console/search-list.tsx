// Assets found by words, in place of the tree.
import {
  Button,
  encodePath,
  FailurePanel,
  Link,
  Loading,
  NoticeText,
  useCallback,
  useClient,
  useLoaded,
  useState,
  useText,
} from '@jingwei/console/kit';
import styles from './assets.module.css';
import { kindWords } from './words.ts';

const text = {
  none: { en: 'Nothing is called so', zh: '没有符合的资产' },
  first: { en: 'First page', zh: '第一页' },
  more: { en: 'Next page', zh: '下一页' },
};

const pageSize = 50;

type SearchProps = {
  readonly enterprise: string;
  readonly words: string;
  readonly chosen: string;
};

export function SearchList({ enterprise, words, chosen }: SearchProps) {
  const t = useText();
  const client = useClient();
  const [after, setAfter] = useState<string>();
  const load = useCallback(
    (signal: AbortSignal) => {
      const more = after === undefined ? {} : { after };
      return client.assets({ words, under: enterprise, limit: pageSize, signal, ...more });
    },
    [client, words, enterprise, after],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const { assets, next } = loaded.value;
  if (assets.length === 0) return <NoticeText>{t(text.none)}</NoticeText>;
  return (
    <>
      <ul className={styles['found']}>
        {assets.map(({ identifier, name, kind }) => (
          <li key={identifier} data-chosen={identifier === chosen}>
            <Link to={`/asset-tree/${encodePath(identifier)}`}>{name}</Link>
            <small>
              {t(kindWords[kind])} · {identifier}
            </small>
          </li>
        ))}
      </ul>
      <div className={styles['pager']}>
        {after !== undefined && (
          <Button size="xs" variant="default" onClick={() => setAfter(undefined)}>
            {t(text.first)}
          </Button>
        )}
        {next !== undefined && (
          <Button size="xs" variant="default" onClick={() => setAfter(next)}>
            {t(text.more)}
          </Button>
        )}
      </div>
    </>
  );
}
