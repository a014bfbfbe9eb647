// What the machine offers, as a tree that asks for a branch when it is opened, page by page; a tick puts a
// signal into the table, and takes it out again.
import type { BrowsedThing, BrowsePage, JingweiFailure } from '@jingwei/sdk';
import {
  asFailure,
  Button,
  FailurePanel,
  Icon,
  Loading,
  useCallback,
  useClient,
  useEffect,
  useState,
  useText,
} from '@jingwei/console/kit';
import styles from './connections.module.css';
import type { Part } from './draft.ts';
import { rowOf } from './signal-sheet.ts';

const text = {
  title: { en: 'What the machine offers', zh: '设备提供的内容' },
  more: { en: 'More', zh: '更多' },
  nothing: { en: 'Nothing here.', zh: '此处为空。' },
  open: { en: 'Open {name}', zh: '展开 {name}' },
  close: { en: 'Close {name}', zh: '收起 {name}' },
  all: { en: 'Tick all {count} here', zh: '勾选此处全部 {count} 个' },
};

const pageSize = 100;

export function BrowseTree(part: Part) {
  const t = useText();
  return (
    <div className={styles['tree']} role="group" aria-label={t(text.title)}>
      <Branch part={part} />
    </div>
  );
}

/** What is below a place; without one, the top. */
function Branch({ part, at }: { readonly part: Part; readonly at?: string }) {
  const t = useText();
  const { things, next, busy, failure, ask } = useBranch(part, at);
  const signals = things.flatMap(({ signal }) => (signal ? [signal] : []));
  const known = new Set(part.draft.rows.map(({ address }) => address));
  const fresh = signals.filter(({ address }) => !known.has(address));
  return (
    <>
      {fresh.length > 1 && (
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => part.change({ rows: [...part.draft.rows, ...fresh.map(rowOf)] })}
        >
          {t(text.all, { count: fresh.length })}
        </Button>
      )}
      <ul>
        {things.map((thing) => (
          <Thing key={thing.place} thing={thing} part={part} />
        ))}
      </ul>
      {busy && <Loading />}
      {failure && <FailurePanel failure={failure} onRetry={() => void ask(next)} />}
      {!busy && !failure && things.length === 0 && <p>{t(text.nothing)}</p>}
      {!busy && !failure && next !== undefined && (
        <Button size="compact-xs" variant="default" onClick={() => void ask(next)}>
          {t(text.more)}
        </Button>
      )}
    </>
  );
}

function useBranch({ protocol, settings, enterprise }: Part, at: string | undefined) {
  const client = useClient();
  const [things, setThings] = useState<readonly BrowsedThing[]>([]);
  const [next, setNext] = useState<string>();
  const [busy, setBusy] = useState(true);
  const [failure, setFailure] = useState<JingweiFailure>();
  // What the form said when the branch was opened; typing on does not ask the machine anew.
  const [given] = useState({ name: settings.name, connection: settings.connection });
  const ask = useCallback(
    async (after?: string, signal?: AbortSignal): Promise<void> => {
      setBusy(true);
      setFailure(undefined);
      const query = {
        ...{ protocol: protocol.name, connection: given.connection, limit: pageSize },
        ...(given.name === '' ? {} : { name: given.name }),
        ...(at === undefined ? {} : { at }),
        ...(after === undefined ? {} : { after }),
      };
      const of = {
        ...(enterprise === undefined ? {} : { enterprise }),
        ...(signal ? { signal } : {}),
      };
      try {
        const page: BrowsePage = await client.browseConnection(query, of);
        setThings((before) => (after === undefined ? page.things : [...before, ...page.things]));
        setNext(page.next);
      } catch (error) {
        if (signal?.aborted) return;
        setFailure(asFailure(error));
      }
      setBusy(false);
    },
    [client, protocol, given, at, enterprise],
  );
  useEffect(() => {
    const abort = new AbortController();
    void Promise.resolve().then(() => ask(undefined, abort.signal));
    return () => abort.abort();
  }, [ask]);
  return { things, next, busy, failure, ask };
}

function Thing({ thing, part }: { readonly thing: BrowsedThing; readonly part: Part }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const { name, place, kind, hasMore, signal, detail } = thing;
  const { rows } = part.draft;
  const isTicked = signal !== undefined && rows.some(({ address }) => address === signal.address);
  const toggle = () => {
    if (signal === undefined) return;
    const others = rows.filter(({ address }) => address !== signal.address);
    part.change({ rows: isTicked ? others : [...rows, rowOf(signal)] });
  };
  const words = <span data-kind={kind}>{name}</span>;
  return (
    <li>
      <div className={styles['thing']}>
        {hasMore ? (
          <button
            type="button"
            className={styles['opener']}
            aria-expanded={open}
            aria-label={t(open ? text.close : text.open, { name })}
            onClick={() => setOpen(!open)}
          >
            <Icon name={open ? 'down' : 'open'} size={12} />
          </button>
        ) : (
          <span className={styles['leaf']} />
        )}
        {signal ? (
          <label>
            <input type="checkbox" checked={isTicked} onChange={toggle} />
            {words}
          </label>
        ) : (
          words
        )}
        {detail !== undefined && <small>{detail}</small>}
      </div>
      {open && <Branch part={part} at={place} />}
    </li>
  );
}
