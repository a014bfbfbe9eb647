// One asset: where it stands, what is known of it, its signals, relations, documents and history.
import type { AssetDetail } from '@jingwei/sdk';
import {
  Button,
  componentText,
  encodePath,
  FailurePanel,
  IdentifierLink,
  layout,
  Link,
  Loading,
  machinePath,
  Notice,
  Panel,
  useCallback,
  useClient,
  useLanguage,
  useLoaded,
  useState,
  useText,
} from '@jingwei/console/kit';
import styles from './assets.module.css';
import { Documents } from './documents.tsx';
import { EditAsset, NewAssetDialog, RemoveAsset } from './edit-dialogs.tsx';
import { History } from './history.tsx';
import { Relations } from './relations.tsx';
import { Signals } from './signals.tsx';
import { fieldWords, kindsBelow, kindWords } from './words.ts';

const text = {
  edit: { en: 'Edit', zh: '编辑' },
  add: { en: 'Add below', zh: '新建下级' },
  remove: { en: 'Remove', zh: '删除' },
  live: { en: 'Live values', zh: '实时数据' },
  undo: { en: 'Undo the last change', zh: '撤销最近一次修改' },
  fromSource: { en: 'described by its source', zh: '由数据源描述' },
  byPeople: { en: 'set by people: {fields}', zh: '人工设置：{fields}' },
  problems: { en: 'Does not fit its type', zh: '不符合其类型' },
  facts: { en: 'What is known', zh: '基本信息' },
  children: { en: 'In it', zh: '下级数' },
};

type DetailProps = {
  readonly identifier: string;
  readonly enterprise: string;
  readonly round: number;
  readonly onChanged: () => void;
};

export function AssetDetailPanel({ identifier, enterprise, round, onChanged }: DetailProps) {
  const t = useText();
  const client = useClient();
  const load = useCallback(
    (signal: AbortSignal) => {
      void round;
      return client.asset(identifier, { signal });
    },
    [client, identifier, round],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') {
    const undo = (
      <Button
        size="xs"
        variant="default"
        onClick={() => void client.undoAssetChange(identifier).then(onChanged, again)}
      >
        {t(text.undo)}
      </Button>
    );
    return (
      <div className={styles['detail']}>
        <FailurePanel failure={loaded.failure} onRetry={again} actions={undo} />
      </div>
    );
  }
  const detail = loaded.value;
  const { asset, problems } = detail;
  const hasSignals = asset.kind === 'machine' || asset.kind === 'component';
  return (
    <div className={styles['detail']} data-detail={identifier}>
      <Head detail={detail} enterprise={enterprise} onChanged={onChanged} />
      {problems.length > 0 && (
        <Notice tone="warning" title={t(text.problems)}>
          <ul>
            {problems.map(({ name, problem, says }) => (
              <li key={`${name} ${problem}`}>{t(says)}</li>
            ))}
          </ul>
        </Notice>
      )}
      <Facts detail={detail} />
      {hasSignals && <Signals asset={asset} />}
      <Relations identifier={identifier} enterprise={enterprise} onChanged={onChanged} />
      <Documents identifier={identifier} round={round} onChanged={onChanged} />
      <History identifier={identifier} round={round} onChanged={onChanged} />
    </div>
  );
}

type HeadProps = {
  readonly detail: AssetDetail;
  readonly enterprise: string;
  readonly onChanged: () => void;
};

function Head({ detail, enterprise, onChanged }: HeadProps) {
  const t = useText();
  const [dialog, setDialog] = useState<'edit' | 'add' | 'remove'>();
  const { asset, path } = detail;
  const close = () => setDialog(undefined);
  const done = () => {
    close();
    onChanged();
  };
  const shared = { detail, enterprise, onClose: close, onDone: done };
  const isTop = asset.kind === 'enterprise';
  return (
    <header className={styles['head']}>
      <nav>
        {path.slice(0, -1).map(({ identifier, name }) => (
          <span key={identifier}>
            <Link to={`/asset-tree/${encodePath(identifier)}`}>{name}</Link> /{' '}
          </span>
        ))}
      </nav>
      <h2>
        {asset.name} <small>{t(kindWords[asset.kind])}</small>
      </h2>
      <IdentifierLink identifier={asset.identifier} />
      <div className={styles['actions']}>
        <Button size="xs" variant="default" onClick={() => setDialog('edit')}>
          {t(text.edit)}
        </Button>
        {kindsBelow(asset.kind).length > 0 && (
          <Button size="xs" variant="default" onClick={() => setDialog('add')}>
            {t(text.add)}
          </Button>
        )}
        {!isTop && (
          <Button size="xs" variant="default" onClick={() => setDialog('remove')}>
            {t(text.remove)}
          </Button>
        )}
        {asset.kind === 'machine' && <Link to={machinePath(asset.identifier)}>{t(text.live)}</Link>}
      </div>
      {dialog === 'edit' && <EditAsset {...shared} />}
      {dialog === 'add' && <NewAssetDialog {...shared} />}
      {dialog === 'remove' && <RemoveAsset {...shared} />}
    </header>
  );
}

const shownFields = [...['type', 'manufacturer', 'model', 'serialNumber', 'description']] as const;

function Facts({ detail }: { readonly detail: AssetDetail }) {
  const t = useText();
  const { language } = useLanguage();
  const { asset, fromSource, setByPeople, typeName } = detail;
  const word = (name: string) => {
    const known = fieldWords[name];
    return known ? t(known) : name;
  };
  const record = asset as unknown as Readonly<Record<string, unknown>>;
  const rows: [string, string][] = shownFields.flatMap((name): [string, string][] =>
    typeof record[name] === 'string' ? [[word(name), record[name]]] : [],
  );
  // What a source calls a component is a word of the standard.
  const typed = rows.find(([name]) => name === word('type'));
  if (typed) typed[1] = componentText(typed[1], language);
  if (asset.assetType)
    rows.push([word('assetType'), `${typeName ?? ''} ${asset.assetType.version}`]);
  for (const [name, { value, unit }] of Object.entries(asset.attributes ?? {})) {
    rows.push([name, `${String(value)} ${unit ?? ''}`]);
  }
  if (asset.location) rows.push([word('location'), asset.location.join(' / ')]);
  if (asset.children > 0) rows.push([t(text.children), String(asset.children)]);
  const fields = setByPeople.map(word).join(', ');
  return (
    <Panel title={t(text.facts)}>
      <dl className={styles['facts']}>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {fromSource && (
        <p className={layout['lead']}>
          {t(text.fromSource)}
          {fields !== '' && ` · ${t(text.byPeople, { fields })}`}
        </p>
      )}
    </Panel>
  );
}
