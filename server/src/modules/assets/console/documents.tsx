// Documents and photos of an asset.
import type { AssetDocument, JingweiFailure } from '@jingwei/sdk';
import {
  ActionIcon,
  asFailure,
  FailurePanel,
  FileChoice,
  Icon,
  layout,
  Loading,
  Panel,
  useCallback,
  useClient,
  useLoaded,
  useState,
  useText,
} from '@jingwei/console/kit';
import styles from './assets.module.css';

const text = {
  title: { en: 'Documents and photos', zh: '文档与照片' },
  add: { en: 'Add a file', zh: '添加文件' },
  none: {
    en: 'No document yet: drawings, manuals and photos, up to 32 MB each',
    zh: '尚无文档：可添加图纸、手册和照片，单个不超过 32 MB',
  },
  remove: { en: 'Remove {name}', zh: '删除 {name}' },
};

type DocumentsProps = {
  readonly identifier: string;
  readonly round: number;
  readonly onChanged: () => void;
};

export function Documents({ identifier, round, onChanged }: DocumentsProps) {
  const t = useText();
  const client = useClient();
  const [failure, setFailure] = useState<JingweiFailure>();
  const load = useCallback(
    (signal: AbortSignal) => {
      void round;
      return client.assetDocuments(identifier, { signal });
    },
    [client, identifier, round],
  );
  const { loaded, again } = useLoaded(load);
  const act = (work: Promise<unknown>) =>
    void work.then(
      () => {
        setFailure(undefined);
        onChanged();
      },
      (error: unknown) => setFailure(asFailure(error)),
    );
  const add = (
    <FileChoice
      label={t(text.add)}
      onFile={(file) => act(client.addAssetDocument(identifier, file.name, file))}
    />
  );
  const documents = loaded.state === 'loaded' ? loaded.value : [];
  return (
    <Panel title={t(text.title)} controls={add}>
      {failure && <FailurePanel failure={failure} />}
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <FailurePanel failure={loaded.failure} onRetry={again} />}
      {loaded.state === 'loaded' && documents.length === 0 && (
        <p className={layout['lead']}>{t(text.none)}</p>
      )}
      <ul className={styles['documents']}>
        {documents.map((document) => (
          <Item
            key={document.identifier}
            document={document}
            onRemove={() => act(client.removeAssetDocument(document.identifier))}
          />
        ))}
      </ul>
    </Panel>
  );
}

type ItemProps = { readonly document: AssetDocument; readonly onRemove: () => void };

function Item({ document, onRemove }: ItemProps) {
  const t = useText();
  const client = useClient();
  const { identifier, name, isPhoto, bytes, by, contentType } = document;
  const url = client.assetFileUrl(identifier);
  return (
    <li data-document={name}>
      <a href={url} target="_blank" rel="noreferrer">
        {isPhoto && <img src={url} alt={name} loading="lazy" />}
        {name}
      </a>
      <small>
        {contentType.split(/[/;]/)[1]} · {sizeText(bytes)} · {by}
      </small>
      <ActionIcon
        size="sm"
        variant="subtle"
        aria-label={t(text.remove, { name })}
        onClick={onRemove}
      >
        <Icon name="trash" size={14} />
      </ActionIcon>
    </li>
  );
}

function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
