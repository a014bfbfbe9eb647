// The page of machines: all of them in a list, or one of them live.
import type { ConsolePage, PageProps } from '@jingwei/console/kit';
import { MachineList } from './machine-list.tsx';
import { MachineView } from './machine-view.tsx';

function MachinesPage({ rest: identifier, query }: PageProps) {
  if (identifier === '') return <MachineList />;
  return <MachineView key={identifier} identifier={identifier} query={query} />;
}

export const page: ConsolePage = { id: 'machines', component: MachinesPage };
