// The page of assets: the tree beside one of them at `/asset-tree/<identifier>`; import and export
// at `/asset-tree/import`, types at `/asset-tree/types`.
import {
  type ConsolePage,
  EmptyState,
  FailurePanel,
  go,
  layout,
  Loading,
  NoticeText,
  type PagePart,
  type PageProps,
  PageTitle,
  TextInput,
  useDeferredValue,
  useEnterprise,
  useState,
  useText,
} from '@jingwei/console/kit';
import { AssetDetailPanel } from './asset-detail.tsx';
import { AssetTree } from './asset-tree.tsx';
import styles from './assets.module.css';
import { ImportPanel } from './import-panel.tsx';
import { SearchList } from './search-list.tsx';
import { TypesPanel } from './types-panel.tsx';

const title = { en: 'Assets', zh: '资产' };
const parts: readonly PagePart[] = [
  { id: 'tree', path: '/asset-tree', label: { en: 'Tree', zh: '资产树' } },
  { id: 'types', path: '/asset-tree/types', label: { en: 'Types', zh: '类型' } },
  {
    id: 'import',
    path: '/asset-tree/import',
    label: { en: 'Import and export', zh: '导入与导出' },
  },
];
const text = {
  tree: { en: 'Tree', zh: '资产树' },
  search: { en: 'Find by name, identifier, type', zh: '按名称、标识、类别查找' },
  none: { en: 'No asset yet', zh: '尚无资产' },
  noneHow: {
    en: 'Machines appear here by themselves when a source describes them. Places can be imported from a spreadsheet.',
    zh: '数据源描述的设备会自动出现在这里。位置可从电子表格导入。',
  },
  choose: { en: 'Choose an asset in the tree, or find one.', zh: '请在资产树中选择或查找资产。' },
};

function AssetsPage({ rest }: PageProps) {
  const t = useText();
  const { loaded, again } = useEnterprise();
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const { enterprise, options, choose } = loaded.value;
  if (enterprise === undefined) {
    return (
      <EmptyState heading="h1" title={t(text.none)}>
        <NoticeText>{t(text.noneHow)}</NoticeText>
      </EmptyState>
    );
  }
  const part = rest === 'import' || rest === 'types' ? rest : 'tree';
  // A link from elsewhere may lead into another enterprise than the one last chosen.
  const linked = part !== 'tree' || rest === '' ? enterprise : (rest.split('/')[0] ?? enterprise);
  return (
    <div className={styles['page']}>
      <PageTitle
        {...{ title, parts, options, enterprise: linked, current: part }}
        onChoose={(told) => {
          choose(told);
          if (part === 'tree') go('/asset-tree');
        }}
      />
      {part === 'import' && <ImportPanel key={enterprise} enterprise={enterprise} />}
      {part === 'types' && <TypesPanel key={enterprise} enterprise={enterprise} />}
      {part === 'tree' && <Desk key={linked} enterprise={linked} chosen={rest} />}
    </div>
  );
}

function Desk({ enterprise, chosen }: { readonly enterprise: string; readonly chosen: string }) {
  const t = useText();
  const [words, setWords] = useState('');
  const wanted = useDeferredValue(words.trim());
  const [round, setRound] = useState(0);
  const changed = () => setRound((before) => before + 1);
  return (
    <div className={styles['columns']}>
      <section className={styles['side']} aria-label={t(text.tree)}>
        <TextInput
          size="xs"
          type="search"
          label={t(text.search)}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        {wanted === '' ? (
          <AssetTree enterprise={enterprise} chosen={chosen} round={round} />
        ) : (
          <SearchList key={wanted} enterprise={enterprise} words={wanted} chosen={chosen} />
        )}
      </section>
      {chosen === '' ? (
        <p className={layout['lead']}>{t(text.choose)}</p>
      ) : (
        <AssetDetailPanel
          key={chosen}
          identifier={chosen}
          enterprise={enterprise}
          round={round}
          onChanged={changed}
        />
      )}
    </div>
  );
}

export const page: ConsolePage = { id: 'assets', component: AssetsPage };
