// The page of upkeep: corrections of readings at `/upkeep`, how long readings are kept, and backups beside it.
import {
  EnterprisePage,
  type ConsolePage,
  type PagePart,
  type PageProps,
} from '@jingwei/console/kit';
import { BackupsPanel } from './backups-panel.tsx';
import { CorrectionsPanel } from './corrections-panel.tsx';
import { RetentionPanel } from './retention-panel.tsx';

const title = { en: 'Upkeep of readings', zh: '读数维护' };
const parts: readonly PagePart[] = [
  { id: 'corrections', path: '/upkeep', label: { en: 'Corrections', zh: '更正' } },
  { id: 'retention', path: '/upkeep/retention', label: { en: 'Retention', zh: '保留' } },
  { id: 'backups', path: '/upkeep/backups', label: { en: 'Backups', zh: '备份' } },
];

function UpkeepPage({ rest }: PageProps) {
  const current = rest === 'retention' || rest === 'backups' ? rest : 'corrections';
  return (
    <EnterprisePage {...{ title, parts, current }} isOfAll={current === 'backups'}>
      {(enterprise) => (
        <>
          {current === 'corrections' && <CorrectionsPanel enterprise={enterprise} />}
          {current === 'retention' && <RetentionPanel enterprise={enterprise} />}
          {current === 'backups' && <BackupsPanel />}
        </>
      )}
    </EnterprisePage>
  );
}

export const page: ConsolePage = { id: 'upkeep', component: UpkeepPage };
