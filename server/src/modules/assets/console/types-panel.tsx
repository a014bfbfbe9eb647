// Types of assets at `/asset-tree/types`: each with its versions; a new version is tried on the assets of the type before
// it is made, and they take it in a step of its own.
import type { AssetType } from '@jingwei/sdk';
import {
  asFailure,
  Button,
  EmptyState,
  FailurePanel,
  layout,
  Loading,
  LongText,
  Notice,
  NoticeText,
  Pager,
  Panel,
  TextInput,
  useCallback,
  useClient,
  useLoaded,
  useState,
  useText,
} from '@jingwei/console/kit';
import styles from './assets.module.css';
import { contentOf, type TypeDraft } from './type-draft.ts';
import { TypeTables } from './type-tables.tsx';
import { TypeVersions } from './type-versions.tsx';

const text = {
  title: { en: 'Types of assets', zh: '资产类型' },
  how: {
    en: 'A type says which attributes an asset has and which signals it must measure. A version never changes once it is made.',
    zh: '类型规定资产的属性及必须测量的测点。版本一经建立不再更改。',
  },
  add: { en: 'New type', zh: '新建类型' },
  none: { en: 'No type yet', zh: '尚无资产类型' },
  noneHow: {
    en: 'With a type, what is missing or in another unit is shown at each asset of it.',
    zh: '有了类型，各资产缺少的内容或不同的单位会在其页面上显示。',
  },
  name: { en: 'Name of the type', zh: '类型名称' },
  description: { en: 'Description', zh: '说明' },
  save: { en: 'Make the type', zh: '建立类型' },
  cancel: { en: 'Cancel', zh: '取消' },
  wrong: { en: 'Not ready to be saved', zh: '尚不能保存' },
  unnamed: { en: 'The type needs a name.', zh: '类型需要名称。' },
};

const pageSize = 50;

export function TypesPanel({ enterprise }: { readonly enterprise: string }) {
  const t = useText();
  const client = useClient();
  const [after, setAfter] = useState<string>();
  const [adding, setAdding] = useState(false);
  const load = useCallback(
    (signal: AbortSignal) => {
      const more = after === undefined ? {} : { after };
      return client.assetTypes({ enterprise, limit: pageSize, signal, ...more });
    },
    [client, enterprise, after],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const { types, next } = loaded.value;
  const add = (
    <Button size="xs" variant="default" onClick={() => setAdding(true)}>
      {t(text.add)}
    </Button>
  );
  const made = () => {
    setAdding(false);
    again();
  };
  return (
    <>
      <Panel title={t(text.title)} controls={adding ? undefined : add}>
        <p className={layout['lead']}>{t(text.how)}</p>
        {adding && (
          <NewType enterprise={enterprise} onMade={made} onCancel={() => setAdding(false)} />
        )}
        {types.length === 0 && !adding && (
          <EmptyState title={t(text.none)}>
            <NoticeText>{t(text.noneHow)}</NoticeText>
          </EmptyState>
        )}
      </Panel>
      {types.map((type: AssetType) => (
        <TypeVersions key={type.identifier} type={type} onChanged={again} />
      ))}
      <div className={styles['pager']}>
        <Pager after={after} next={next} onPage={setAfter} />
      </div>
    </>
  );
}

type NewTypeProps = {
  readonly enterprise: string;
  readonly onMade: () => void;
  readonly onCancel: () => void;
};

function NewType({ enterprise, onMade, onCancel }: NewTypeProps) {
  const t = useText();
  const client = useClient();
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [draft, setDraft] = useState<TypeDraft>({ attributes: [], signals: [] });
  const [failure, setFailure] = useState<ReturnType<typeof asFailure>>();
  const content = contentOf(draft);
  const says = content.ok ? (name.trim() === '' ? text.unnamed : undefined) : content.says;
  const save = () => {
    if (!content.ok) return;
    const about = description.trim() === '' ? {} : { description: description.trim() };
    client
      .createAssetType({ enterprise, name: name.trim(), ...about, ...content.value })
      .then(onMade, (error: unknown) => setFailure(asFailure(error)));
  };
  return (
    <div data-new-type>
      <div className={styles['form']}>
        <TextInput
          size="xs"
          label={t(text.name)}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <LongText
          label={t(text.description)}
          rows={2}
          value={description}
          onChange={setDescription}
        />
      </div>
      <TypeTables draft={draft} onDraft={setDraft} />
      {failure && <FailurePanel failure={failure} />}
      {says && (
        <Notice tone="warning" title={t(text.wrong)}>
          <NoticeText>{t(says)}</NoticeText>
        </Notice>
      )}
      <div className={styles['pager']}>
        <Button size="xs" disabled={says !== undefined} onClick={save}>
          {t(text.save)}
        </Button>
        <Button size="xs" variant="default" onClick={onCancel}>
          {t(text.cancel)}
        </Button>
      </div>
    </div>
  );
}
