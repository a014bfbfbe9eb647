// A new source of a chosen protocol; with `again`, one that was removed and needs its passwords once more.
import {
  EmptyState,
  FailurePanel,
  Link,
  Loading,
  useCallback,
  useClient,
  useLoaded,
  useText,
} from '@jingwei/console/kit';
import { removedNamed } from './removed.ts';
import { SourceEditor } from './source-editor.tsx';

const text = {
  unknown: { en: 'The gateway does not speak {name}', zh: '网关不支持协议 {name}' },
  choose: { en: 'Choose a protocol', zh: '选择协议' },
};

type NewSourceProps = {
  readonly protocol: string;
  readonly again: string | null;
  readonly enterprise: string | undefined;
};

export function NewSource({ protocol: name, again: back, enterprise }: NewSourceProps) {
  const t = useText();
  const client = useClient();
  const load = useCallback(
    async (signal: AbortSignal) =>
      (await client.protocols({ signal })).find((protocol) => protocol.name === name),
    [client, name],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  if (!loaded.value) {
    return (
      <EmptyState
        heading="h1"
        title={t(text.unknown, { name })}
        actions={<Link to="/connections/new">{t(text.choose)}</Link>}
      />
    );
  }
  const settings = back === null ? undefined : removedNamed(back)?.settings;
  const given = settings === undefined ? {} : { given: settings };
  return <SourceEditor protocol={loaded.value} enterprise={enterprise} isNew {...given} />;
}
