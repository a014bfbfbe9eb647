// The page of alarms: the live list at `/alarms`, the journal, the rules, who is told and the figures beside it.
import {
  EnterprisePage,
  layout,
  type ConsolePage,
  type PagePart,
  type PageProps,
} from '@jingwei/console/kit';
import { AlarmFiguresPanel } from './alarm-figures.tsx';
import { AlarmJournal } from './alarm-journal.tsx';
import { AlarmRules } from './alarm-rules.tsx';
import styles from './alarms.module.css';
import { LiveAlarms } from './live-alarms.tsx';
import { AlarmPlanPanel } from './plan/alarm-plan.tsx';

const title = { en: 'Alarms', zh: '报警' };
const parts: readonly PagePart[] = [
  { id: 'alarms', path: '/alarms', label: { en: 'Now', zh: '当前' } },
  { id: 'journal', path: '/alarms/journal', label: { en: 'Journal', zh: '日志' } },
  { id: 'rules', path: '/alarms/rules', label: { en: 'Rules', zh: '规则' } },
  { id: 'notices', path: '/alarms/notices', label: { en: 'Who is told', zh: '通知' } },
  { id: 'figures', path: '/alarms/figures', label: { en: 'Figures', zh: '指标' } },
];
const panels: Readonly<
  Record<string, (props: { readonly enterprise: string }) => ReturnType<typeof LiveAlarms>>
> = {
  ...{ alarms: LiveAlarms, journal: AlarmJournal, rules: AlarmRules, notices: AlarmPlanPanel },
  figures: AlarmFiguresPanel,
};

function AlarmsPage({ rest }: PageProps) {
  const current = parts.find(({ id }) => id === rest)?.id ?? 'alarms';
  const Shown = panels[current] ?? LiveAlarms;
  return (
    <EnterprisePage
      className={`${layout['tones']} ${styles['page']}`}
      {...{ title, parts, current }}
    >
      {(enterprise) => <Shown enterprise={enterprise} />}
    </EnterprisePage>
  );
}

export const page: ConsolePage = { id: 'alarms', component: AlarmsPage };
