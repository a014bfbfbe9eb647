// Dialogues over one asset: edit and move it, make one below it, remove it after seeing what would be lost.
import type { AssetDetail, AssetKind, AssetPatch, JingweiFailure } from '@jingwei/sdk';
import {
  asFailure,
  Button,
  ChoiceInput,
  Dialog,
  FailurePanel,
  go,
  LongText,
  NoticeText,
  TextInput,
  useClient,
  useState,
  useText,
  encodePath,
} from '@jingwei/console/kit';
import { AssetPicker } from './asset-picker.tsx';
import { fieldWords, kindsBelow, kindWords } from './words.ts';

const text = {
  editTitle: { en: 'Edit {name}', zh: '编辑 {name}' },
  newTitle: { en: 'New below {name}', zh: '在 {name} 下新建' },
  removeTitle: { en: 'Remove {name}?', zh: '删除 {name}？' },
  removeBody: {
    en: 'The identifier stays registered and says that it is removed. It can be undone.',
    zh: '标识仍保留并标明已删除。此操作可撤销。',
  },
  save: { en: 'Save', zh: '保存' },
  make: { en: 'Make', zh: '新建' },
  remove: { en: 'Remove', zh: '删除' },
  removeAll: { en: 'Remove all of it', zh: '全部删除' },
  cancel: { en: 'Cancel', zh: '取消' },
  moveTo: { en: 'Move to', zh: '移动到' },
  ofSource: { en: 'Empty: what the source says', zh: '留空则采用数据源的内容' },
  identifier: { en: 'Identifier (made where empty)', zh: '标识（留空自动生成）' },
};

export type DialogProps = {
  readonly detail: AssetDetail;
  readonly enterprise: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
};

const plainFields = ['name', 'type', 'manufacturer', 'model', 'serialNumber'] as const;
type Field = (typeof plainFields)[number] | 'description';
const fields: readonly Field[] = [...plainFields, 'description'];

export function EditAsset({ detail, enterprise, onClose, onDone }: DialogProps) {
  const t = useText();
  const client = useClient();
  const { asset, fromSource } = detail;
  const [draft, setDraft] = useState<Partial<Record<Field, string>>>({});
  const [parent, setParent] = useState<string>();
  const [failure, setFailure] = useState<JingweiFailure>();
  const valueOf = (field: Field) => draft[field] ?? asset[field] ?? '';
  const set = (field: Field) => (value: string) => setDraft({ ...draft, [field]: value });
  const save = async () => {
    const changed = fields.filter((field) => valueOf(field) !== (asset[field] ?? ''));
    const patch: AssetPatch = {
      ...Object.fromEntries(
        changed.map((field) => [
          field,
          valueOf(field).trim() === '' ? null : valueOf(field).trim(),
        ]),
      ),
      ...(parent === undefined ? {} : { parent }),
    };
    try {
      await client.changeAsset(asset.identifier, patch);
      onDone();
    } catch (error) {
      setFailure(asFailure(error));
    }
  };
  return (
    <Dialog
      wide
      title={t(text.editTitle, { name: asset.name })}
      onClose={onClose}
      actions={<Actions label={t(text.save)} onDo={save} onClose={onClose} />}
    >
      {failure && <FailurePanel failure={failure} />}
      {plainFields.map((field) => (
        <TextInput
          key={field}
          size="xs"
          label={t(fieldWords[field] ?? text.save)}
          value={valueOf(field)}
          {...(fromSource ? { placeholder: t(text.ofSource) } : {})}
          onChange={(event) => set(field)(event.currentTarget.value)}
        />
      ))}
      <LongText
        label={t(fieldWords['description'] ?? text.save)}
        value={valueOf('description')}
        onChange={set('description')}
      />
      {asset.kind !== 'enterprise' && asset.kind !== 'component' && (
        <AssetPicker label={t(text.moveTo)} enterprise={enterprise} onPick={setParent} places />
      )}
    </Dialog>
  );
}

export function NewAssetDialog({ detail, onClose, onDone }: DialogProps) {
  const t = useText();
  const client = useClient();
  const { asset } = detail;
  const choices = kindsBelow(asset.kind);
  const [kind, setKind] = useState<AssetKind>(choices[0] ?? 'component');
  const [name, setName] = useState('');
  const [identifier, setIdentifier] = useState('');
  const [failure, setFailure] = useState<JingweiFailure>();
  const make = async () => {
    const told = identifier.trim();
    try {
      const made = await client.createAsset({
        ...{ parent: asset.identifier, kind, name: name.trim() },
        ...(told === '' ? {} : { identifier: told }),
      });
      onDone();
      go(`/asset-tree/${encodePath(made.identifier)}`);
    } catch (error) {
      setFailure(asFailure(error));
    }
  };
  return (
    <Dialog
      title={t(text.newTitle, { name: asset.name })}
      onClose={onClose}
      actions={
        <Actions label={t(text.make)} off={name.trim() === ''} onDo={make} onClose={onClose} />
      }
    >
      {failure && <FailurePanel failure={failure} />}
      <ChoiceInput
        label={t(fieldWords['kind'] ?? text.make)}
        value={kind}
        choices={choices.map((value) => ({ value, label: t(kindWords[value]) }))}
        onChange={(told) => setKind(choices.find((one) => one === told) ?? kind)}
      />
      <TextInput
        size="xs"
        label={t(fieldWords['name'] ?? text.make)}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        size="xs"
        label={t(text.identifier)}
        value={identifier}
        onChange={(event) => setIdentifier(event.currentTarget.value)}
      />
    </Dialog>
  );
}

/** Asks twice where more would go than the asset itself: the refusal says what. */
export function RemoveAsset({ detail, onClose, onDone }: DialogProps) {
  const t = useText();
  const client = useClient();
  const { asset } = detail;
  const [failure, setFailure] = useState<JingweiFailure>();
  const more = failure?.code === 'assets.would-lose';
  const remove = async () => {
    try {
      await client.removeAsset(asset.identifier, more ? { anyway: true } : {});
      onDone();
    } catch (error) {
      setFailure(asFailure(error));
    }
  };
  return (
    <Dialog
      title={t(text.removeTitle, { name: asset.name })}
      onClose={onClose}
      actions={
        <Actions label={t(more ? text.removeAll : text.remove)} onDo={remove} onClose={onClose} />
      }
    >
      {failure ? <FailurePanel failure={failure} /> : <NoticeText>{t(text.removeBody)}</NoticeText>}
    </Dialog>
  );
}

type ActionsProps = {
  readonly label: string;
  readonly off?: boolean;
  readonly onDo: () => Promise<void>;
  readonly onClose: () => void;
};

function Actions({ label, off = false, onDo, onClose }: ActionsProps) {
  const t = useText();
  const [busy, setBusy] = useState(false);
  return (
    <>
      <Button size="xs" variant="default" onClick={onClose}>
        {t(text.cancel)}
      </Button>
      <Button
        size="xs"
        disabled={off || busy}
        onClick={() => {
          setBusy(true);
          void onDo().finally(() => setBusy(false));
        }}
      >
        {label}
      </Button>
    </>
  );
}
