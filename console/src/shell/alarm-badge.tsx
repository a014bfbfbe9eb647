// How many alarms wait for somebody, beside the menu's entry, as they come and go: seen from every page.
import { useEffect, useState } from 'react';
import type { AlarmCounts } from '@jingwei/sdk';
import { useClient } from '../kit/client.tsx';
import { useText } from '../kit/language.tsx';
import styles from './alarm-badge.module.css';

const text = {
  waiting: { en: '{count} alarms not acknowledged', zh: '{count} 条报警未确认' },
  unknown: { en: 'Alarms are not followed now', zh: '报警连接已中断' },
};
const most = 99;

export function AlarmBadge() {
  const t = useText();
  const client = useClient();
  const [counts, setCounts] = useState<AlarmCounts>();
  const [isLive, setIsLive] = useState(true);
  useEffect(() => {
    const following = client.followAlarms(
      {},
      {
        onAlarms: ({ counts: told }) => setCounts(told),
        onState: ({ name }) => setIsLive(name === 'live' || name === 'connecting'),
      },
    );
    return () => following.close();
  }, [client]);
  if (!counts) return null;
  const { critical, high, medium, low } = counts.unacknowledged;
  const count = critical + high + medium + low;
  if (count === 0) return null;
  const tone = !isLive ? 'unknown' : critical + high > 0 ? 'fault' : 'warning';
  const title = isLive ? t(text.waiting, { count }) : t(text.unknown);
  return (
    <b className={styles['badge']} data-tone={tone} role="status" aria-label={title} title={title}>
      {count > most ? `${most}+` : count}
    </b>
  );
}
