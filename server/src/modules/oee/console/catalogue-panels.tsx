// What an enterprise keeps for all its machines: articles with their ideal cycles, and the reasons for stops.
import type { ListedAsset, Article, StopReason } from '@jingwei/sdk';
import {
  EditTable,
  FailurePanel,
  layout,
  Loading,
  Panel,
  useCallback,
  useClient,
  useLanguage,
  useLoaded,
  useState,
  useText,
} from '@jingwei/console/kit';
import { articleRows, articlesOf, reasonRows, reasonsOf, states } from './catalogue-drafts.ts';
import { SaveBar } from './save-bar.tsx';
import { elementWords } from './words.ts';

const text = {
  articles: { en: 'Articles and their ideal cycles', zh: '物品与理想节拍' },
  articlesHow: {
    en: 'How long one part should take: a line for each cycle, for all machines or one, from a time on. A change recomputes the figures from that time on.',
    zh: '单件应需时间：每个节拍一行，适用于全部设备或某台设备，自某时刻起生效。修改后自该时刻起重新计算指标。',
  },
  article: { en: 'article', zh: '物品' },
  articleId: { en: 'Identifier', zh: '编号' },
  name: { en: 'Name', zh: '名称' },
  seconds: { en: 'Seconds a part', zh: '每件秒数' },
  from: { en: 'From (empty: always)', zh: '生效时间（留空：一直）' },
  machine: { en: 'Machine', zh: '设备' },
  all: { en: 'all machines', zh: '全部设备' },
  addArticle: { en: 'Add an article or cycle', zh: '添加物品或节拍' },
  noArticle: {
    en: 'No article yet: without an ideal cycle effectiveness and OEE cannot be told.',
    zh: '尚无物品：没有理想节拍就无法给出有效率和 OEE。',
  },
  saveArticles: { en: 'Save the articles', zh: '保存物品' },
  reasons: { en: 'Reasons for stops', zh: '停机原因' },
  reasonsHow: {
    en: 'What people choose from when a machine stood. A reason that was given keeps what it meant then.',
    zh: '设备停机时人员可选的原因。已录入的原因保留当时的含义。',
  },
  reason: { en: 'reason', zh: '原因' },
  en: { en: 'English name', zh: '英文名称' },
  zh: { en: 'Chinese name', zh: '中文名称' },
  parent: { en: 'Below', zh: '上级' },
  top: { en: '(at the top)', zh: '（顶层）' },
  is: { en: 'The time is', zh: '时间类别' },
  asMachine: { en: 'as the machine says', zh: '按设备状态' },
  failure: { en: 'Failure', zh: '故障' },
  addReason: { en: 'Add a reason', zh: '添加原因' },
  noReason: {
    en: 'No reason yet: people cannot say why a machine stood.',
    zh: '尚无原因：人员无法录入停机原因。',
  },
  saveReasons: { en: 'Save the reasons', zh: '保存原因' },
};

type Props = { readonly enterprise: string };
type ArticlesProps = Props & {
  readonly machines: readonly Pick<ListedAsset, 'identifier' | 'name'>[];
};

export function ArticlesPanel({ enterprise, machines }: ArticlesProps) {
  const t = useText();
  const client = useClient();
  const load = useCallback(
    (signal: AbortSignal) => client.articles(enterprise, { signal }),
    [client, enterprise],
  );
  const { loaded, again } = useLoaded(load);
  return (
    <Panel title={t(text.articles)}>
      <p className={layout['lead']}>{t(text.articlesHow)}</p>
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <FailurePanel failure={loaded.failure} onRetry={again} />}
      {loaded.state === 'loaded' && (
        <Articles articles={loaded.value} {...{ enterprise, machines }} />
      )}
    </Panel>
  );
}

function Articles({
  articles,
  enterprise,
  machines,
}: ArticlesProps & { readonly articles: readonly Article[] }) {
  const t = useText();
  const client = useClient();
  const [rows, setRows] = useState(() => articleRows(articles));
  const choices = [
    { value: '', label: t(text.all) },
    ...machines.map(({ identifier, name }) => ({ value: identifier, label: name })),
  ];
  return (
    <>
      <EditTable
        name={text.article}
        columns={[
          { name: 'id', label: text.articleId },
          { name: 'name', label: text.name },
          { name: 'seconds', label: text.seconds },
          { name: 'machine', label: text.machine, choices },
          { name: 'from', label: text.from, wide: true, placeholder: '2026-11-22T08:00:00Z' },
        ]}
        rows={rows}
        fresh={{ id: '', name: '', seconds: '', from: '', machine: '' }}
        add={text.addArticle}
        none={text.noArticle}
        onRows={setRows}
      />
      <SaveBar
        label={text.saveArticles}
        drafted={articlesOf(rows)}
        draft={rows}
        save={(value) => client.putArticles(enterprise, value)}
      />
    </>
  );
}

export function ReasonsEditor({ enterprise }: Props) {
  const t = useText();
  const client = useClient();
  const load = useCallback(
    (signal: AbortSignal) => client.stopReasons(enterprise, { signal }),
    [client, enterprise],
  );
  const { loaded, again } = useLoaded(load);
  return (
    <Panel title={t(text.reasons)}>
      <p className={layout['lead']}>{t(text.reasonsHow)}</p>
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <FailurePanel failure={loaded.failure} onRetry={again} />}
      {loaded.state === 'loaded' && <Reasons reasons={loaded.value} enterprise={enterprise} />}
    </Panel>
  );
}

function Reasons({ reasons, enterprise }: Props & { readonly reasons: readonly StopReason[] }) {
  const t = useText();
  const client = useClient();
  const [rows, setRows] = useState(() => reasonRows(reasons));
  const { language } = useLanguage();
  const above = rows.flatMap(({ id = '', en = '', zh = '' }) => {
    const name = (language === 'zh' ? zh || en : en || zh) || id;
    return id === '' ? [] : [{ value: id, label: name === id ? id : `${name} (${id})` }];
  });
  return (
    <>
      <EditTable
        name={text.reason}
        columns={[
          { name: 'id', label: text.articleId },
          { name: 'en', label: text.en },
          { name: 'zh', label: text.zh },
          {
            name: 'parent',
            label: text.parent,
            choices: [{ value: '', label: t(text.top) }, ...above],
          },
          {
            ...{ name: 'is', label: text.is },
            choices: [
              { value: '', label: t(text.asMachine) },
              ...states.map((value) => ({ value, label: `${t(elementWords[value])} (${value})` })),
            ],
          },
          { name: 'failure', label: text.failure, choices: 'tick' },
        ]}
        rows={rows}
        fresh={{ id: '', en: '', zh: '', parent: '', is: '', failure: '' }}
        add={text.addReason}
        none={text.noReason}
        ordered
        onRows={setRows}
      />
      <SaveBar
        label={text.saveReasons}
        drafted={reasonsOf(rows)}
        draft={rows}
        save={(value) => client.putStopReasons(enterprise, value)}
      />
    </>
  );
}
