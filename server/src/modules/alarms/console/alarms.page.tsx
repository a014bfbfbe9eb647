// The page of alarms: the live list at `/alarms`, the journal, the rules, who is told
// and the figures beside it.
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
import { AlarmFiguresPanel } from './alarm-figures.tsx';
import { AlarmJournal } from './alarm-journal.tsx';
import { AlarmRules } from './alarm-rules.tsx';
import styles from './alarms.module.css';
import { LiveAlarms } from './live-alarms.tsx';
import { AlarmPlanPanel } from './plan/alarm-plan.tsx';

const text = {
  title: { en: 'Alarms', zh: '报警' },
  enterprise: { en: 'Enterprise', zh: '企业' },
  alarms: { en: 'Now', zh: '当前' },
  journal: { en: 'Journal', zh: '日志' },
  rules: { en: 'Rules', zh: '规则' },
  notices: { en: 'Who is told', zh: '通知' },
  figures: { en: 'Figures', zh: '指标' },
  parts: { en: 'Parts of this page', zh: '页面分区' },
  none: { en: 'No machine is connected yet', zh: '尚未接入设备' },
  connect: { en: 'Connect a machine', zh: '接入设备' },
};

const places = [
  ['alarms', '/alarms'],
  ['journal', '/alarms/journal'],
  ['rules', '/alarms/rules'],
  ['notices', '/alarms/notices'],
  ['figures', '/alarms/figures'],
] as const;

function AlarmsPage({ rest }: PageProps) {
  const t = useText();
  const { loaded, again } = useEnterprise();
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const { enterprise, options, choose } = loaded.value;
  if (enterprise === undefined) {
    const link = <Link to="/connections/new">{t(text.connect)}</Link>;
    return <EmptyState heading="h1" title={t(text.none)} actions={link} />;
  }
  const current = places.find(([place]) => place === rest)?.[0] ?? 'alarms';
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
        {options.length > 1 && (
          <ChoiceInput
            label={t(text.enterprise)}
            value={enterprise}
            choices={options.map((one) => ({ value: one, label: one }))}
            onChange={choose}
          />
        )}
      </header>
      {current === 'alarms' && <LiveAlarms key={enterprise} enterprise={enterprise} />}
      {current === 'journal' && <AlarmJournal key={enterprise} enterprise={enterprise} />}
      {current === 'rules' && <AlarmRules key={enterprise} enterprise={enterprise} />}
      {current === 'notices' && <AlarmPlanPanel key={enterprise} enterprise={enterprise} />}
      {current === 'figures' && <AlarmFiguresPanel key={enterprise} enterprise={enterprise} />}
    </div>
  );
}

export const page: ConsolePage = { id: 'alarms', component: AlarmsPage };
