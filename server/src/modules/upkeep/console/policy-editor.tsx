// Writes a policy of retention, and shows what it would do before it is stored.
import type {
  JingweiFailure,
  NewRetentionPolicy,
  RetentionPolicy,
  RetentionPreview,
} from '@jingwei/sdk';
import {
  asFailure,
  Button,
  FailurePanel,
  layout,
  Panel,
  TextInput,
  useClient,
  useState,
  useText,
} from '@jingwei/console/kit';
import { PreviewTable } from './preview-table.tsx';

const text = {
  title: { en: 'Policy', zh: '策略' },
  id: { en: 'Name in addresses, e.g. heat', zh: '编号，例如 heat' },
  name: { en: 'Name', zh: '名称' },
  position: { en: 'Position (the smallest holds)', zh: '顺序号（最小者生效）' },
  path: { en: 'Path, e.g. 88.118.8/**/temp_*', zh: '路径，例如 88.118.8/**/temp_*' },
  under: { en: 'Under this place or machine', zh: '该场所或设备之下' },
  signalType: { en: 'Signal type, e.g. TEMPERATURE', zh: '测点类型，例如 TEMPERATURE' },
  keepRawDays: { en: 'Days as measured', zh: '原始数据保留天数' },
  thinToSeconds: { en: 'Then one each so many seconds', zh: '之后每多少秒保留' },
  removeAfterDays: { en: 'Removed after so many days', zh: '多少天后删除' },
  save: { en: 'Save the policy', zh: '保存策略' },
  preview: { en: 'What would it do?', zh: '预览效果' },
  remove: { en: 'Remove', zh: '删除' },
  cancel: { en: 'Cancel', zh: '取消' },
};
const texts = ['path', 'under', 'signalType'] as const;
const numbers = ['keepRawDays', 'thinToSeconds', 'removeAfterDays'] as const;
type Fields = Readonly<
  Record<'id' | 'name' | 'position' | (typeof texts)[number] | (typeof numbers)[number], string>
>;

function fieldsOf(given: RetentionPolicy | undefined): Fields {
  const of = (key: keyof Fields, otherwise = '') => String(given?.[key] ?? otherwise);
  return {
    ...{ id: of('id'), name: of('name'), position: of('position', '10') },
    ...{ path: of('path'), under: of('under'), signalType: of('signalType') },
    keepRawDays: of('keepRawDays', '90'),
    thinToSeconds: of('thinToSeconds', given ? '' : '60'),
    removeAfterDays: of('removeAfterDays'),
  };
}

/** What is left empty is not said; what is no number the server refuses in words. */
function policyOf(fields: Fields): NewRetentionPolicy {
  const told = (keys: readonly (keyof Fields)[], read: (value: string) => string | number) =>
    Object.fromEntries(
      keys.filter((key) => fields[key].trim() !== '').map((key) => [key, read(fields[key].trim())]),
    );
  return {
    name: fields.name,
    position: Number(fields.position),
    keepRawDays: Number(fields.keepRawDays),
    ...told(texts, String),
    ...told(numbers, Number),
  };
}

type EditorProps = {
  readonly enterprise: string;
  readonly given?: RetentionPolicy;
  readonly onDone: () => void;
};

export function PolicyEditor({ enterprise, given, onDone }: EditorProps) {
  const t = useText();
  const client = useClient();
  const [fields, setFields] = useState(() => fieldsOf(given));
  const [failure, setFailure] = useState<JingweiFailure>();
  const [preview, setPreview] = useState<RetentionPreview>();
  const { id } = fields;
  const place = { enterprise, id };
  const act = <T,>(work: Promise<T>, then: (done: T) => void) =>
    void work.then(
      (done) => {
        setFailure(undefined);
        then(done);
      },
      (error) => setFailure(asFailure(error)),
    );
  const draft = () => ({ id, policy: policyOf(fields) });
  return (
    <Panel title={t(text.title)}>
      <div className={layout['give']}>
        <div className={layout['form']}>
          {(['id', 'name', 'position', ...texts, ...numbers] as const).map((key) => (
            <TextInput
              key={key}
              size="xs"
              label={t(text[key])}
              value={fields[key]}
              disabled={key === 'id' && given !== undefined}
              onChange={({ currentTarget: { value } }) => {
                setFields((old) => ({ ...old, [key]: value }));
                setPreview(undefined);
              }}
            />
          ))}
        </div>
        {failure && <FailurePanel failure={failure} />}
        {preview && <PreviewTable preview={preview} />}
        <EditorActions
          isReady={id !== '' && fields.name !== ''}
          isNew={given === undefined}
          onPreview={() => act(client.previewRetention(enterprise, draft()), setPreview)}
          onSave={() => act(client.putRetentionPolicy(place, draft().policy), onDone)}
          onRemove={() => act(client.removeRetentionPolicy(place), onDone)}
          onCancel={onDone}
        />
      </div>
    </Panel>
  );
}

type ActionsProps = {
  readonly isReady: boolean;
  readonly isNew: boolean;
  readonly onPreview: () => void;
  readonly onSave: () => void;
  readonly onRemove: () => void;
  readonly onCancel: () => void;
};

function EditorActions({ isReady, isNew, onPreview, onSave, onRemove, onCancel }: ActionsProps) {
  const t = useText();
  const button = { size: 'xs', variant: 'default' } as const;
  return (
    <div className={layout['actions']}>
      <Button {...button} disabled={!isReady} onClick={onPreview}>
        {t(text.preview)}
      </Button>
      <Button size="xs" disabled={!isReady} onClick={onSave}>
        {t(text.save)}
      </Button>
      {!isNew && (
        <Button {...button} onClick={onRemove}>
          {t(text.remove)}
        </Button>
      )}
      <Button {...button} onClick={onCancel}>
        {t(text.cancel)}
      </Button>
    </div>
  );
}
