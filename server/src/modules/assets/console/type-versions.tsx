// One type with its versions: a new one is written from the newest, looked at for what it would break, and then made;
// the assets of the type take a version when a person says so.
import type { AssetType, VersionEffect } from '@jingwei/sdk';
import {
  asFailure,
  Button,
  dateTimeText,
  encodePath,
  epochMs,
  FailurePanel,
  IdentifierLink,
  layout,
  Link,
  Notice,
  NoticeText,
  Panel,
  useClient,
  useLanguage,
  useState,
  useText,
} from '@jingwei/console/kit';
import styles from './assets.module.css';
import { contentOf, draftOf, type TypeDraft } from './type-draft.ts';
import { TypeTables } from './type-tables.tsx';

const text = {
  version: { en: 'Version {version}', zh: '版本 {version}' },
  asks: {
    en: '{attributes} attributes, {signals} signals',
    zh: '{attributes} 个属性，{signals} 个测点',
  },
  required: { en: '(required)', zh: '（必填）' },
  edit: { en: 'New version', zh: '新建版本' },
  look: { en: 'See what it would break', zh: '查看影响' },
  make: { en: 'Make the version', zh: '建立版本' },
  cancel: { en: 'Cancel', zh: '取消' },
  take: { en: 'All assets take version {version}', zh: '全部资产采用版本 {version}' },
  anyway: { en: 'Also those that do not fit', zh: '不符合者也采用' },
  wrong: { en: 'Not ready to be saved', zh: '尚不能保存' },
  effect: {
    en: '{breaking} of {assets} assets would not fit.',
    zh: '{assets} 个资产中有 {breaking} 个不符合。',
  },
  taken: { en: '{taken} assets have taken the version.', zh: '已有 {taken} 个资产采用该版本。' },
  result: { en: 'Effect', zh: '影响' },
};

const brokenShown = 20;

type Props = { readonly type: AssetType; readonly onChanged: () => void };

export function TypeVersions({ type, onChanged }: Props) {
  const t = useText();
  const { language } = useLanguage();
  const [editing, setEditing] = useState(false);
  const newest = type.versions.at(-1);
  const edit = (
    <Button size="xs" variant="default" onClick={() => setEditing(true)}>
      {t(text.edit)}
    </Button>
  );
  return (
    <Panel title={type.name} controls={editing ? undefined : edit}>
      <div className={layout['lead']} data-type={type.name}>
        <IdentifierLink identifier={type.identifier} />
        {type.description !== undefined && <p>{type.description}</p>}
      </div>
      <ul className={styles['changes']}>
        {type.versions.toReversed().map(({ version, at, by, attributes, signals }) => (
          <li key={version} data-version={version}>
            <strong>{t(text.version, { version })}</strong>
            <span>{dateTimeText(epochMs(at) ?? 0, { language })}</span>
            <span>{by}</span>
            <p>
              {t(text.asks, { attributes: attributes.length, signals: signals.length })}
              {attributes.length + signals.length > 0 && ': '}
              {[
                ...attributes.map(({ name, unit, required }) =>
                  required ? `${withUnit(name, unit)} ${t(text.required)}` : withUnit(name, unit),
                ),
                ...signals.map(({ id, unit }) => withUnit(id, unit)),
              ].join(', ')}
            </p>
          </li>
        ))}
      </ul>
      {editing && newest ? (
        <NewVersion
          {...{ type, onChanged }}
          start={draftOf(newest)}
          onDone={() => setEditing(false)}
        />
      ) : (
        newest && <Take key={newest.version} type={type} version={newest.version} />
      )}
    </Panel>
  );
}

function withUnit(name: string, unit: string | undefined): string {
  return unit === undefined ? name : `${name} [${unit}]`;
}

type NewVersionProps = Props & { readonly start: TypeDraft; readonly onDone: () => void };

function NewVersion({ type, start, onChanged, onDone }: NewVersionProps) {
  const t = useText();
  const client = useClient();
  const [draft, setDraft] = useState(start);
  const [effect, setEffect] = useState<VersionEffect>();
  const [failure, setFailure] = useState<ReturnType<typeof asFailure>>();
  const content = contentOf(draft);
  const run = (dryRun: boolean) => {
    if (!content.ok) return;
    client.addAssetTypeVersion(type.identifier, { ...content.value, dryRun }).then(
      (told) => {
        setFailure(undefined);
        if (dryRun) return setEffect(told);
        onDone();
        onChanged();
      },
      (error: unknown) => setFailure(asFailure(error)),
    );
  };
  return (
    <>
      <TypeTables
        draft={draft}
        onDraft={(changed) => {
          setDraft(changed);
          setEffect(undefined);
        }}
      />
      {failure && <FailurePanel failure={failure} />}
      {!content.ok && (
        <Notice tone="warning" title={t(text.wrong)}>
          <NoticeText>{t(content.says)}</NoticeText>
        </Notice>
      )}
      {effect && <Effect effect={effect} />}
      <div className={styles['pager']}>
        <Button size="xs" variant="default" disabled={!content.ok} onClick={() => run(true)}>
          {t(text.look)}
        </Button>
        <Button size="xs" disabled={!content.ok} onClick={() => run(false)}>
          {t(text.make)}
        </Button>
        <Button size="xs" variant="default" onClick={onDone}>
          {t(text.cancel)}
        </Button>
      </div>
    </>
  );
}

/** Asks twice where assets would not fit: the refusal says how many. */
function Take({ type, version }: { readonly type: AssetType; readonly version: number }) {
  const t = useText();
  const client = useClient();
  const [effect, setEffect] = useState<VersionEffect>();
  const [failure, setFailure] = useState<ReturnType<typeof asFailure>>();
  const breaks = failure?.code === 'assets.would-break';
  const take = (anyway: boolean) => {
    client.takeAssetTypeVersion(type.identifier, { version, anyway }).then(
      (told) => {
        setFailure(undefined);
        setEffect(told);
      },
      (error: unknown) => setFailure(asFailure(error)),
    );
  };
  return (
    <>
      {failure && <FailurePanel failure={failure} />}
      {effect && <Effect effect={effect} />}
      <div className={styles['pager']}>
        <Button size="xs" variant="default" onClick={() => take(false)}>
          {t(text.take, { version })}
        </Button>
        {breaks && (
          <Button size="xs" variant="default" onClick={() => take(true)}>
            {t(text.anyway)}
          </Button>
        )}
      </div>
    </>
  );
}

function Effect({ effect }: { readonly effect: VersionEffect }) {
  const t = useText();
  const { assets, breaking, broken, taken } = effect;
  return (
    <Notice tone={breaking > 0 ? 'warning' : 'plain'} icon="check" title={t(text.result)}>
      <NoticeText>
        {t(text.effect, { assets, breaking })} {taken > 0 && t(text.taken, { taken })}
      </NoticeText>
      <ul>
        {broken.slice(0, brokenShown).map(({ identifier, name, problems }) => (
          <li key={identifier}>
            <Link to={`/asset-tree/${encodePath(identifier)}`}>{name}</Link>:{' '}
            {problems.map(({ says }) => t(says)).join(' ')}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
