// Finds signals in the tree of assets: a place to look in, words or a path with `*` and `**`, a type; and puts them on.
import type { FoundSignal, ListedAsset } from '@jingwei/sdk';
import {
  FailurePanel,
  Loading,
  NoticeText,
  Pager,
  Panel,
  TextInput,
  Tick,
  unitText,
  useCallback,
  useClient,
  useDeferredValue,
  useLoaded,
  useState,
  useText,
} from '@jingwei/console/kit';
import { signalsMax } from './address.ts';
import styles from './explore.module.css';
import { patternOf } from './pattern.ts';

const text = {
  title: { en: 'Find signals', zh: '查找测点' },
  words: { en: 'Name or path', zh: '名称或路径' },
  hint: {
    en: 'e.g. temp, or 88.118.8/**/melt_*',
    zh: '例如 temp，或 88.118.8/**/melt_*',
  },
  type: { en: 'Type, e.g. TEMPERATURE', zh: '类型，如 TEMPERATURE' },
  place: { en: 'Look in', zh: '范围' },
  up: { en: 'Up to {name}', zh: '返回 {name}' },
  none: {
    en: 'No signal fits. Try fewer words, or look in a wider place.',
    zh: '没有符合的测点。请减少关键字或扩大范围。',
  },
  full: {
    en: 'All {count} places are taken: take a signal off first.',
    zh: '已选满 {count} 个，请先移除。',
  },
  chosen: { en: '{count} of {most} chosen', zh: '已选 {count} / {most}' },
};

const pageSize = 40;
const childrenMax = 100;

type FinderProps = {
  readonly enterprise: string;
  readonly chosen: readonly string[];
  readonly onToggle: (signal: FoundSignal) => void;
};

export function SignalFinder({ enterprise, chosen, onToggle }: FinderProps) {
  const t = useText();
  const [words, setWords] = useState('');
  const [type, setType] = useState('');
  const [place, setPlace] = useState(enterprise);
  const query = useDeferredValue(`${words.trim()}\n${type.trim()}\n${place}`);
  return (
    <Panel title={t(text.title)} className={styles['finder'] ?? ''}>
      <div className={styles['fields']}>
        <TextInput
          size="xs"
          type="search"
          label={t(text.words)}
          placeholder={t(text.hint)}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <TextInput
          size="xs"
          label={t(text.type)}
          value={type}
          onChange={(event) => setType(event.currentTarget.value)}
        />
      </div>
      <Places place={place} onPlace={setPlace} />
      <p className={styles['count']}>
        {t(text.chosen, { count: chosen.length, most: signalsMax })}
        {chosen.length >= signalsMax && ` · ${t(text.full, { count: signalsMax })}`}
      </p>
      <Found key={query} query={query} {...{ enterprise, chosen, onToggle }} />
    </Panel>
  );
}

/** The way down to the place, and what is in it. */
function Places(props: { readonly place: string; readonly onPlace: (place: string) => void }) {
  const { place, onPlace } = props;
  const t = useText();
  const client = useClient();
  const load = useCallback(
    async (signal: AbortSignal) => {
      const [{ path }, { assets }] = await Promise.all([
        client.asset(place, { signal }),
        client.assetChildren(place, { limit: childrenMax, signal }),
      ]);
      return { path, children: assets };
    },
    [client, place],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  if (loaded.state === 'loading') return <p className={styles['places']}>…</p>;
  const { path, children } = loaded.value;
  return (
    <nav className={styles['places']} aria-label={t(text.place)}>
      <p>
        {path.map(({ identifier, name }, n) => (
          <span key={identifier}>
            {n > 0 && ' / '}
            {n === path.length - 1 ? (
              <b>{name}</b>
            ) : (
              <button
                type="button"
                aria-label={t(text.up, { name })}
                onClick={() => onPlace(identifier)}
              >
                {name}
              </button>
            )}
          </span>
        ))}
      </p>
      <ul>
        {children.map(({ identifier, name }: ListedAsset) => (
          <li key={identifier}>
            <button type="button" onClick={() => onPlace(identifier)}>
              {name}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Found({ enterprise, chosen, onToggle, query }: FinderProps & { readonly query: string }) {
  const t = useText();
  const client = useClient();
  const [after, setAfter] = useState<string>();
  const load = useCallback(
    (signal: AbortSignal) => {
      const [words = '', signalType = '', under = ''] = query.split('\n');
      const path = patternOf(words, enterprise);
      return client.findSignals({
        ...(path === undefined ? {} : { path }),
        ...(signalType === '' ? {} : { signalType: signalType.toUpperCase() }),
        ...(after === undefined ? {} : { after }),
        ...{ under, limit: pageSize, signal },
      });
    },
    [client, query, enterprise, after],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const { signals, next } = loaded.value;
  if (signals.length === 0) {
    return (
      <div className={styles['nothing']}>
        <NoticeText>{t(text.none)}</NoticeText>
      </div>
    );
  }
  const own = new Set(chosen);
  return (
    <>
      <ul className={styles['found']}>
        {signals.map((signal) => (
          <li key={signal.identifier} data-found={signal.identifier}>
            <Tick
              label={labelOf(signal)}
              description={signal.path.slice(1, -1).join(' / ')}
              checked={own.has(signal.identifier)}
              disabled={!own.has(signal.identifier) && chosen.length >= signalsMax}
              onChange={() => onToggle(signal)}
            />
          </li>
        ))}
      </ul>
      <div className={styles['pager']}>
        <Pager after={after} next={next} onPage={setAfter} />
      </div>
    </>
  );
}

function labelOf(signal: FoundSignal): string {
  const unit = unitText(signal);
  const name = signal.name === signal.id ? signal.id : `${signal.name} · ${signal.id}`;
  return unit === '' ? name : `${name} (${unit})`;
}
