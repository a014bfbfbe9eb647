// The tree of assets: a branch asks for its children when it is opened, a hundred at a time, so that it stays usable
// with a hundred thousand.
import type { ListedAsset } from '@jingwei/sdk';
import {
  Button,
  encodePath,
  FailurePanel,
  Icon,
  Link,
  Loading,
  NoticeText,
  recall,
  remember,
  textList,
  useCallback,
  useClient,
  useEffect,
  useLoaded,
  useState,
  useText,
} from '@jingwei/console/kit';
import styles from './assets.module.css';
import { kindWords } from './words.ts';

const text = {
  open: { en: 'Show what is in {name}', zh: '展开 {name}' },
  close: { en: 'Hide what is in {name}', zh: '收起 {name}' },
  more: { en: 'Show more', zh: '显示更多' },
  empty: { en: 'Nothing stands here yet', zh: '此处尚无资产' },
};

const pageSize = 100;
const openMax = 500;

type TreeProps = {
  readonly enterprise: string;
  readonly chosen: string;
  /** Grows with each change: everything open is asked for again. */
  readonly round: number;
};
type Shared = TreeProps & {
  readonly open: ReadonlySet<string>;
  readonly toggle: (identifier: string) => void;
};

export function AssetTree({ enterprise, chosen, round }: TreeProps) {
  const client = useClient();
  const [open, setOpen] = useState<ReadonlySet<string>>(
    () => new Set(recall('open-assets', textList) ?? []),
  );
  // The way to what is chosen stands open.
  useEffect(() => {
    if (chosen === '') return;
    const abort = new AbortController();
    client.asset(chosen, { signal: abort.signal }).then(
      ({ path }) => {
        const above = path.slice(0, -1).map(({ identifier }) => identifier);
        setOpen((before) => new Set([...before, ...above]));
      },
      () => {}, // the detail beside it says why
    );
    return () => abort.abort();
  }, [client, chosen]);
  const toggle = useCallback((identifier: string) => {
    setOpen((before) => {
      const after = new Set(before);
      if (!after.delete(identifier)) after.add(identifier);
      remember('open-assets', [...after].slice(-openMax));
      return after;
    });
  }, []);
  const shared = { enterprise, chosen, round, open, toggle };
  return (
    <nav className={styles['tree']}>
      <ul>
        <li>
          <Row
            asset={{ identifier: enterprise, name: enterprise, kind: 'enterprise', children: 1 }}
            isOpen
            {...shared}
          />
          <Branch identifier={enterprise} {...shared} />
        </li>
      </ul>
    </nav>
  );
}

function Branch({ identifier, ...shared }: Shared & { readonly identifier: string }) {
  const t = useText();
  const client = useClient();
  const [pages, setPages] = useState(1);
  const { round } = shared;
  const load = useCallback(
    async (signal: AbortSignal) => {
      void round;
      const assets: ListedAsset[] = [];
      let after: string | undefined;
      for (let page = 0; page < pages; page += 1) {
        const more = after === undefined ? {} : { after };
        const found = await client.assetChildren(identifier, { limit: pageSize, signal, ...more });
        assets.push(...found.assets);
        after = found.next;
        if (after === undefined) break;
      }
      return { assets, more: after !== undefined };
    },
    [client, identifier, pages, round],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const { assets, more } = loaded.value;
  if (assets.length === 0) return <NoticeText>{t(text.empty)}</NoticeText>;
  return (
    <ul>
      {assets.map((asset) => {
        const isOpen = asset.children > 0 && shared.open.has(asset.identifier);
        return (
          <li key={asset.identifier}>
            <Row asset={asset} isOpen={isOpen} {...shared} />
            {isOpen && <Branch identifier={asset.identifier} {...shared} />}
          </li>
        );
      })}
      {more && (
        <li>
          <Button size="xs" variant="default" onClick={() => setPages(pages + 1)}>
            {t(text.more)}
          </Button>
        </li>
      )}
    </ul>
  );
}

type RowProps = Shared & {
  readonly asset: Pick<ListedAsset, 'identifier' | 'name' | 'kind' | 'children'>;
  readonly isOpen: boolean;
};

function Row({ asset, isOpen, chosen, toggle }: RowProps) {
  const t = useText();
  const { identifier, name, kind, children } = asset;
  const isTop = kind === 'enterprise';
  return (
    <div className={styles['row']} data-chosen={identifier === chosen} data-asset={identifier}>
      {children > 0 && !isTop ? (
        <button
          type="button"
          className={styles['opener']}
          aria-expanded={isOpen}
          aria-label={t(isOpen ? text.close : text.open, { name })}
          onClick={() => toggle(identifier)}
        >
          <Icon name={isOpen ? 'down' : 'open'} size={12} />
        </button>
      ) : (
        <span className={styles['opener']} />
      )}
      <Link
        to={`/asset-tree/${encodePath(identifier)}`}
        aria-current={identifier === chosen ? 'true' : undefined}
      >
        {name}
      </Link>
      <small>{t(kindWords[kind])}</small>
    </div>
  );
}
