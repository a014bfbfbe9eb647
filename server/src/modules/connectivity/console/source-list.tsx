// All sources of an enterprise with how they are, as it changes; what waits to be sent stands above them.
import type { Client, SourceStatus } from '@jingwei/sdk';
import {
  Button,
  ChoiceInput,
  EmptyState,
  FailurePanel,
  go,
  Icon,
  Link,
  Loading,
  NoticeText,
  nowMs,
  TextInput,
  useClient,
  useDeferredValue,
  useMemo,
  useRefreshed,
  useState,
  useText,
  type Choice,
} from '@jingwei/console/kit';
import styles from './connections.module.css';
import { OutboxPanel } from './outbox-panel.tsx';
import { RemovedNotices } from './removed-notices.tsx';
import { SourceTable, type SourceNow } from './source-table.tsx';

const text = {
  title: { en: 'Machine connections', zh: '设备接入' },
  add: { en: 'Connect a machine', zh: '接入设备' },
  import: { en: 'Import a tag list', zh: '导入标签列表' },
  search: { en: 'Search', zh: '搜索' },
  searchHow: { en: 'Name, protocol, address or machine', zh: '名称、协议、地址或设备' },
  enterprise: { en: 'Enterprise', zh: '企业' },
  counts: {
    en: '{count} sources, {connected} connected',
    zh: '{count} 个数据源，{connected} 个已连接',
  },
  troubled: { en: '{count} with trouble', zh: '{count} 个异常' },
  troubledOnly: { en: 'Show only these', zh: '仅显示异常' },
  all: { en: 'Show all', zh: '显示全部' },
  stale: { en: 'Not refreshed', zh: '未能刷新' },
  empty: { en: 'No machine is connected yet', zh: '尚未接入设备' },
  emptyHow: {
    en: 'Choose a protocol, say where the machine is, test the connection, and pick its signals. It takes a few minutes.',
    zh: '选择协议，填写设备地址，测试连接，再选择测点，几分钟即可完成。',
  },
  nothing: { en: 'No source fits “{words}”', zh: '没有符合“{words}”的数据源' },
  clear: { en: 'Clear the search', zh: '清除搜索' },
};

const pauseMs = 2_000;

type SourceListProps = { readonly choice: Choice; readonly open: string | null };

export function SourceList({ choice, open }: SourceListProps) {
  const t = useText();
  const { value, failure, again } = useSourcesNow(choice.enterprise);
  return (
    <div className={styles['page']}>
      <header className={styles['title']}>
        <h1>{t(text.title)}</h1>
        {choice.options.length > 1 && (
          <ChoiceInput
            label={t(text.enterprise)}
            value={choice.enterprise ?? ''}
            choices={choice.options.map((one) => ({ value: one, label: one }))}
            onChange={choice.choose}
          />
        )}
        <Link to="/connections/import">{t(text.import)}</Link>
        <Button
          size="xs"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => go('/connections/new')}
        >
          {t(text.add)}
        </Button>
      </header>
      <OutboxPanel enterprise={choice.enterprise} />
      <RemovedNotices onBack={again} />
      {!value && !failure && <Loading />}
      {failure && (
        <FailurePanel
          failure={failure}
          onRetry={again}
          {...(value ? { title: t(text.stale) } : {})}
        />
      )}
      {value && value.length === 0 && <NoSources />}
      {value && value.length > 0 && (
        <Sources sources={value} open={open} enterprise={choice.enterprise} onChanged={again} />
      )}
    </div>
  );
}

function useSourcesNow(enterprise: string | undefined) {
  const client = useClient();
  const load = useMemo(() => ratedSources(client, enterprise), [client, enterprise]);
  return useRefreshed(load, pauseMs);
}

/** Asks for sources, with readings a second from two looks at the count. */
function ratedSources(client: Client, enterprise: string | undefined) {
  let looked = new Map<string, { atMs: number; readings: number }>();
  return async (signal: AbortSignal): Promise<readonly SourceNow[]> => {
    const sources = await client.sources({
      signal,
      ...(enterprise === undefined ? {} : { enterprise }),
    });
    const atMs = nowMs();
    const before = looked;
    looked = new Map(sources.map(({ name, readings }) => [name, { atMs, readings }]));
    return sources.map((source) => {
      const last = before.get(source.name);
      const seconds = last ? (atMs - last.atMs) / 1_000 : 0;
      if (!last || seconds < 0.5 || source.readings < last.readings) return { source };
      return { source, rate: (source.readings - last.readings) / seconds };
    });
  };
}

function NoSources() {
  const t = useText();
  return (
    <EmptyState
      title={t(text.empty)}
      actions={<Button onClick={() => go('/connections/new')}>{t(text.add)}</Button>}
    >
      <NoticeText>{t(text.emptyHow)}</NoticeText>
    </EmptyState>
  );
}

type SourcesProps = {
  readonly sources: readonly SourceNow[];
  readonly open: string | null;
  readonly enterprise: string | undefined;
  readonly onChanged: () => void;
};

function Sources({ sources, ...rest }: SourcesProps) {
  const t = useText();
  const [words, setWords] = useState('');
  const [troubledOnly, setTroubledOnly] = useState(false);
  const wanted = useDeferredValue(words);
  const troubled = sources.filter(({ source }) => isTroubled(source));
  const among = troubledOnly && troubled.length > 0 ? troubled : sources;
  const found = among.filter(({ source }) => matches(source, wanted));
  const connected = sources.filter(({ source }) => source.state === 'connected').length;
  return (
    <>
      <div className={styles['controls']}>
        <TextInput
          size="xs"
          type="search"
          label={t(text.search)}
          placeholder={t(text.searchHow)}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <p role="status">
          {t(text.counts, { count: sources.length, connected })}
          {troubled.length > 0 && (
            <>
              {' · '}
              <strong className={styles['troubled']}>
                {t(text.troubled, { count: troubled.length })}
              </strong>{' '}
              <Button
                size="compact-xs"
                variant="subtle"
                onClick={() => setTroubledOnly(!troubledOnly)}
              >
                {t(troubledOnly ? text.all : text.troubledOnly)}
              </Button>
            </>
          )}
        </p>
      </div>
      {found.length > 0 ? (
        <SourceTable sources={found} {...rest} />
      ) : (
        <EmptyState
          title={t(text.nothing, { words: wanted })}
          actions={
            <Button size="xs" variant="default" onClick={() => setWords('')}>
              {t(text.clear)}
            </Button>
          }
        />
      )}
    </>
  );
}

function isTroubled({ state, trouble }: SourceStatus): boolean {
  return state === 'waiting' || state === 'stopped' || trouble !== undefined;
}

function matches(source: SourceStatus, words: string): boolean {
  const { name, protocol, protocolTitle: title, address, machines } = source;
  const said = [name, protocol, title.en, title.zh, address, ...machines].join(' ').toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}
