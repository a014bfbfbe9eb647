// Picks an asset of an enterprise by the words that one types.
import type { ListedAsset } from '@jingwei/sdk';
import {
  ChoiceInput,
  FailurePanel,
  TextInput,
  useCallback,
  useClient,
  useDeferredValue,
  useLoaded,
  useState,
  useText,
} from '@jingwei/console/kit';
import styles from './assets.module.css';
import { kindWords } from './words.ts';

const text = {
  filter: { en: 'Find by name', zh: '按名称查找' },
  none: { en: '(unchanged)', zh: '（不变）' },
  choose: { en: 'Choose …', zh: '请选择……' },
};

const foundMax = 100;

type PickerProps = {
  readonly label: string;
  readonly enterprise: string;
  /** Places only, nothing chosen meaning that it stays. */
  readonly places?: boolean;
  readonly onPick: (identifier: string | undefined) => void;
};

export function AssetPicker({ label, enterprise, places = false, onPick }: PickerProps) {
  const t = useText();
  const client = useClient();
  const [words, setWords] = useState('');
  const [picked, setPicked] = useState('');
  const wanted = useDeferredValue(words.trim());
  const load = useCallback(
    async (signal: AbortSignal): Promise<readonly ListedAsset[]> => {
      const told = wanted === '' ? {} : { words: wanted };
      const query = { under: enterprise, limit: foundMax, signal, ...told };
      if (!places) return (await client.assets(query)).assets;
      const top = (await client.asset(enterprise, { signal })).asset;
      const levels = ['site', 'area', 'line', 'cell'] as const;
      const pages = await Promise.all(levels.map((kind) => client.assets({ ...query, kind })));
      return [top, ...pages.flatMap(({ assets }) => assets)];
    },
    [client, enterprise, wanted, places],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const found = loaded.state === 'loaded' ? loaded.value : [];
  const choices = found.map(({ identifier, name, kind }) => ({
    value: identifier,
    label: `${name} · ${t(kindWords[kind])}`,
  }));
  return (
    <div className={styles['picker']}>
      <ChoiceInput
        label={label}
        value={picked}
        choices={[{ value: '', label: t(places ? text.none : text.choose) }, ...choices]}
        onChange={(told) => {
          setPicked(told);
          onPick(told === '' ? undefined : told);
        }}
      />
      <TextInput
        size="xs"
        type="search"
        label={t(text.filter)}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
    </div>
  );
}
