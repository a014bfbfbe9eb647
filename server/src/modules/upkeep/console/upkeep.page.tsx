// The page of upkeep: corrections of readings at `/upkeep`, how long readings are kept, and backups beside it.
import {
  ChoiceInput,
  EmptyState,
  FailurePanel,
  Link,
  Loading,
  useEnterprise,
  useText,
  type ConsolePage,
  type PageProps,
} from '@jingwei/console/kit';
import { BackupsPanel } from './backups-panel.tsx';
import { CorrectionsPanel } from './corrections-panel.tsx';
import { RetentionPanel } from './retention-panel.tsx';
import styles from './upkeep.module.css';

const text = {
  title: { en: 'Upkeep of readings', zh: '读数维护' },
  enterprise: { en: 'Enterprise', zh: '企业' },
  corrections: { en: 'Corrections', zh: '更正' },
  retention: { en: 'Retention', zh: '保留' },
  backups: { en: 'Backups', zh: '备份' },
  parts: { en: 'Parts of this page', zh: '页面分区' },
  none: { en: 'No machine is connected yet', zh: '尚未接入设备' },
  connect: { en: 'Connect a machine', zh: '接入设备' },
};

const places = [
  ['corrections', '/upkeep'],
  ['retention', '/upkeep/retention'],
  ['backups', '/upkeep/backups'],
] as const;

function UpkeepPage({ rest }: PageProps) {
  const t = useText();
  const { loaded, again } = useEnterprise();
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const { enterprise, options, choose } = loaded.value;
  if (enterprise === undefined) {
    const link = <Link to="/connections/new">{t(text.connect)}</Link>;
    return <EmptyState heading="h1" title={t(text.none)} actions={link} />;
  }
  const current = places.find(([place]) => place === rest)?.[0] ?? 'corrections';
  return (
    <div className={styles['page']}>
      <header className={styles['title']}>
        <h1>{t(text.title)}</h1>
        <nav aria-label={t(text.parts)} className={styles['parts']}>
          {places.map(([place, path]) => (
            <Link key={place} to={path} aria-current={place === current ? 'page' : undefined}>
              {t(text[place])}
            </Link>
          ))}
        </nav>
        {options.length > 1 && current !== 'backups' && (
          <ChoiceInput
            label={t(text.enterprise)}
            value={enterprise}
            choices={options.map((one) => ({ value: one, label: one }))}
            onChange={choose}
          />
        )}
      </header>
      {current === 'corrections' && <CorrectionsPanel key={enterprise} enterprise={enterprise} />}
      {current === 'retention' && <RetentionPanel key={enterprise} enterprise={enterprise} />}
      {current === 'backups' && <BackupsPanel />}
    </div>
  );
}

export const page: ConsolePage = { id: 'upkeep', component: UpkeepPage };
