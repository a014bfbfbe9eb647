// Relations of an asset in both directions; new ones are made from here outward.
import type { JingweiFailure, Relation, RelationKind, RelationPage } from '@jingwei/sdk';
import {
  ActionIcon,
  asFailure,
  Button,
  ChoiceInput,
  encodePath,
  FailurePanel,
  Icon,
  Link,
  Loading,
  Panel,
  useCallback,
  useClient,
  useLoaded,
  useState,
  useText,
  type ReactNode,
} from '@jingwei/console/kit';
import { AssetPicker } from './asset-picker.tsx';
import styles from './assets.module.css';
import { relationWords } from './words.ts';

const text = {
  title: { en: 'Relations', zh: '关系' },
  add: { en: 'Relate', zh: '建立关系' },
  kind: { en: 'Relation', zh: '关系' },
  to: { en: 'To', zh: '目标资产' },
  remove: { en: 'Remove the relation to {name}', zh: '删除与 {name} 的关系' },
};

const kinds = (Object.keys(relationWords) as Relation['kind'][]).filter(
  (kind): kind is RelationKind => kind !== 'partOf',
);

type RelationsProps = {
  readonly identifier: string;
  readonly enterprise: string;
  readonly onChanged: () => void;
};

export function Relations({ identifier, enterprise, onChanged }: RelationsProps) {
  const t = useText();
  const client = useClient();
  const [adding, setAdding] = useState(false);
  const [failure, setFailure] = useState<JingweiFailure>();
  const load = useCallback(
    (signal: AbortSignal) => client.assetRelations(identifier, { signal }),
    [client, identifier],
  );
  const { loaded, again } = useLoaded(load);
  const act = (work: Promise<unknown>) =>
    void work.then(
      () => {
        setFailure(undefined);
        setAdding(false);
        again();
        onChanged();
      },
      (error: unknown) => setFailure(asFailure(error)),
    );
  const add = (
    <Button size="xs" variant="default" onClick={() => setAdding(!adding)}>
      {t(text.add)}
    </Button>
  );
  return (
    <Panel title={t(text.title)} controls={add}>
      {failure && <FailurePanel failure={failure} />}
      {adding && (
        <NewRelation
          enterprise={enterprise}
          onTold={(told) => act(client.putAssetRelation(identifier, told))}
        />
      )}
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <FailurePanel failure={loaded.failure} onRetry={again} />}
      {loaded.state === 'loaded' && (
        <Lines
          relations={loaded.value}
          onRemove={(told) => act(client.removeAssetRelation(identifier, told))}
        />
      )}
    </Panel>
  );
}

type Told = { readonly kind: RelationKind; readonly to: string };
type LinesProps = {
  readonly relations: RelationPage;
  readonly onRemove: (told: Told) => void;
};

function Lines({ relations: { outward, inward }, onRemove }: LinesProps) {
  const t = useText();
  return (
    <ul className={styles['lines']}>
      {outward.map((relation) => (
        <Line key={`${relation.kind} ${relation.to}`} relation={relation} way="outward">
          {relation.kind !== 'partOf' && (
            <ActionIcon
              size="sm"
              variant="subtle"
              aria-label={t(text.remove, { name: relation.toName })}
              onClick={() => {
                const { kind, to } = relation;
                if (kind !== 'partOf') onRemove({ kind, to });
              }}
            >
              <Icon name="trash" size={14} />
            </ActionIcon>
          )}
        </Line>
      ))}
      {inward.map((relation) => (
        <Line key={`${relation.kind} ${relation.from}`} relation={relation} way="inward" />
      ))}
    </ul>
  );
}

type LineProps = {
  readonly relation: Relation;
  readonly way: 'outward' | 'inward';
  readonly children?: ReactNode;
};

function Line({ relation, way, children }: LineProps) {
  const t = useText();
  const { kind, from, fromName, to, toName } = relation;
  const [identifier, name] = way === 'outward' ? [to, toName] : [from, fromName];
  return (
    <li>
      <span>{t(relationWords[kind][way])}</span>
      <Link to={`/asset-tree/${encodePath(identifier)}`}>{name}</Link>
      {children}
    </li>
  );
}

type NewRelationProps = {
  readonly enterprise: string;
  readonly onTold: (told: Told) => void;
};

function NewRelation({ enterprise, onTold }: NewRelationProps) {
  const t = useText();
  const [kind, setKind] = useState<RelationKind>('feeds');
  const [to, setTo] = useState<string>();
  return (
    <div className={styles['form']}>
      <ChoiceInput
        label={t(text.kind)}
        value={kind}
        choices={kinds.map((value) => ({ value, label: t(relationWords[value].outward) }))}
        onChange={(told) => setKind(kinds.find((one) => one === told) ?? kind)}
      />
      <AssetPicker label={t(text.to)} enterprise={enterprise} onPick={setTo} />
      <Button
        size="xs"
        disabled={to === undefined}
        onClick={() => to !== undefined && onTold({ kind, to })}
      >
        {t(text.add)}
      </Button>
    </div>
  );
}
