// Chooses of which type an asset is, at the newest version; one that it has already stays at its version until it is chosen anew.
import type { AssetPatch, ListedAsset } from '@jingwei/sdk';
import {
  ChoiceInput,
  FailurePanel,
  useCallback,
  useClient,
  useLoaded,
  useState,
  useText,
} from '@jingwei/console/kit';
import { fieldWords } from './words.ts';

const text = {
  none: { en: '(no type)', zh: '（无类型）' },
  type: { en: 'Asset type', zh: '资产类型' },
};

const typesMax = 500;

type Props = {
  readonly enterprise: string;
  readonly asset: Pick<ListedAsset, 'assetType'>;
  readonly onPick: (type: AssetPatch['assetType']) => void;
};

export function TypePicker({ enterprise, asset, onPick }: Props) {
  const t = useText();
  const client = useClient();
  const own = asset.assetType?.identifier ?? '';
  const [picked, setPicked] = useState(own);
  const load = useCallback(
    (signal: AbortSignal) => client.assetTypes({ enterprise, limit: typesMax, signal }),
    [client, enterprise],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const types = loaded.state === 'loaded' ? loaded.value.types : [];
  if (types.length === 0) return null;
  const pick = (identifier: string) => {
    setPicked(identifier);
    const version = types.find((one) => one.identifier === identifier)?.versions.at(-1)?.version;
    onPick(version === undefined ? null : { identifier, version });
  };
  return (
    <ChoiceInput
      label={t(fieldWords['assetType'] ?? text.type)}
      value={picked}
      choices={[
        { value: '', label: t(text.none) },
        ...types.map(({ identifier, name }) => ({ value: identifier, label: name })),
      ]}
      onChange={pick}
    />
  );
}
