// Shelves an alarm: for how long, and why. Both are asked for, as the standard does.
import type { Alarm, AlarmActDetail } from '@jingwei/sdk';
import {
  Button,
  ChoiceInput,
  Dialog,
  LongText,
  Tick,
  useState,
  useText,
} from '@jingwei/console/kit';

const text = {
  title: { en: 'Shelve {name}', zh: '搁置 {name}' },
  why: { en: 'Reason', zh: '原因' },
  long: { en: 'For', zh: '时长' },
  oneShot: { en: 'Ends also when the process is normal', zh: '过程恢复正常时也结束' },
  shelve: { en: 'Shelve', zh: '搁置' },
  cancel: { en: 'Cancel', zh: '取消' },
  minutes: { en: '{count} minutes', zh: '{count} 分钟' },
};
const minuteChoices = [10, 30, 60, 120, 480, 720];

type ShelveAlarmProps = {
  readonly alarm: Alarm;
  readonly onClose: () => void;
  readonly onShelve: (detail: AlarmActDetail) => void;
};

export function ShelveAlarm({ alarm, onClose, onShelve }: ShelveAlarmProps) {
  const t = useText();
  const [why, setWhy] = useState('');
  const [minutes, setMinutes] = useState('30');
  const [oneShot, setOneShot] = useState(false);
  const actions = (
    <>
      <Button
        size="xs"
        disabled={why.trim() === ''}
        onClick={() => onShelve({ why: why.trim(), forMs: Number(minutes) * 60_000, oneShot })}
      >
        {t(text.shelve)}
      </Button>
      <Button size="xs" variant="default" onClick={onClose}>
        {t(text.cancel)}
      </Button>
    </>
  );
  return (
    <Dialog title={t(text.title, { name: alarm.name })} actions={actions} onClose={onClose}>
      <LongText label={t(text.why)} rows={2} value={why} onChange={setWhy} required />
      <ChoiceInput
        label={t(text.long)}
        value={minutes}
        choices={minuteChoices.map((count) => ({
          value: String(count),
          label: t(text.minutes, { count }),
        }))}
        onChange={setMinutes}
      />
      <Tick label={t(text.oneShot)} checked={oneShot} onChange={setOneShot} />
    </Dialog>
  );
}
