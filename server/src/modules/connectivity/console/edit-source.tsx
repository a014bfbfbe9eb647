// An existing source, to be looked at and changed.
import {
  FailurePanel,
  Link,
  Loading,
  useCallback,
  useClient,
  useLoaded,
  useText,
} from '@jingwei/console/kit';
import { SourceEditor } from './source-editor.tsx';

const back = { en: 'All connections', zh: '全部接入' };

type EditSourceProps = { readonly name: string; readonly enterprise: string | undefined };

export function EditSource({ name, enterprise }: EditSourceProps) {
  const t = useText();
  const client = useClient();
  const load = useCallback(
    async (signal: AbortSignal) => {
      const of = { signal, ...(enterprise === undefined ? {} : { enterprise }) };
      const [protocols, given] = await Promise.all([
        client.protocols({ signal }),
        client.source(name, of),
      ]);
      return { given, protocol: protocols.find((one) => one.name === given.protocol) };
    },
    [client, name, enterprise],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed' || !loaded.value.protocol) {
    const link = <Link to="/connections">{t(back)}</Link>;
    if (loaded.state === 'loaded') return link;
    return <FailurePanel failure={loaded.failure} onRetry={again} actions={link} />;
  }
  const { given, protocol } = loaded.value;
  return <SourceEditor protocol={protocol} given={given} enterprise={enterprise} isNew={false} />;
}
