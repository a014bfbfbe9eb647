// The page of machine connections: all sources at `/connections`, a new one at `/connections/new`, an existing
// one at `/connections/edit/<name>`, tag lists of other programs at `/connections/import`.
import {
  FailurePanel,
  Loading,
  useEnterprise,
  type ConsolePage,
  type PageProps,
} from '@jingwei/console/kit';
import { EditSource } from './edit-source.tsx';
import { ImportPage } from './import-page.tsx';
import { NewSource } from './new-source.tsx';
import { ProtocolChoice } from './protocol-choice.tsx';
import { SourceList } from './source-list.tsx';

function ConnectionsPage({ rest, query }: PageProps) {
  const { loaded, again } = useEnterprise();
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const choice = loaded.value;
  const { enterprise } = choice;
  const [place, ...names] = rest.split('/');
  const name = names.join('/');
  if (place === 'new' && name === '') return <ProtocolChoice />;
  if (place === 'new') {
    return (
      <NewSource key={name} protocol={name} again={query.get('again')} enterprise={enterprise} />
    );
  }
  if (place === 'import') return <ImportPage key={enterprise} enterprise={enterprise} />;
  if (place === 'edit') return <EditSource key={name} name={name} enterprise={enterprise} />;
  return <SourceList choice={choice} open={query.get('open')} />;
}

export const page: ConsolePage = { id: 'connections', component: ConnectionsPage };
