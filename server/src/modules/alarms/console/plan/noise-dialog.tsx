// What is done about alarms that come too often: one that chatters is shelved, and in a flood the less urgent are suppressed.
import type { AlarmPlan } from '@jingwei/sdk';
import { layout, Tick, useState, useText } from '@jingwei/console/kit';
import { NumberField } from '../number-field.tsx';
import type { PlanChange } from './plan-changes.ts';
import { usePriorities } from './priorities.ts';
import { SaveDialog } from './save-dialog.tsx';
import { Ticks } from './ticks.tsx';

const text = {
  title: { en: 'Too many alarms', zh: '报警过多时的处理' },
  shelves: { en: 'Shelve alarms that chatter', zh: '搁置频繁抖动的报警' },
  raisedInMinute: { en: 'Raised so often in a minute', zh: '每分钟产生次数' },
  shelveMs: { en: 'Shelved for so many minutes', zh: '搁置分钟数' },
  suppresses: { en: 'In a flood, suppress new alarms of', zh: '报警泛滥时抑制以下优先级的新报警' },
  often: { en: 'How often: a whole number from 3 to 100.', zh: '次数：须为 3 至 100 的整数。' },
  long: { en: 'Minutes: from 1 to 1440.', zh: '分钟数：须为 1 至 1440。' },
};
const minuteMs = 60_000;

type NoiseDialogProps = {
  readonly plan: AlarmPlan;
  readonly change: (change: PlanChange) => Promise<void>;
  readonly onClose: () => void;
};

export function NoiseDialog({ plan, change, onClose }: NoiseDialogProps) {
  const t = useText();
  const [chattering, setChattering] = useState(plan.chattering);
  const [suppresses, setSuppresses] = useState(plan.flood.suppresses);
  const { raisedInMinute, shelveMs } = chattering;
  const isOften = Number.isInteger(raisedInMinute) && raisedInMinute >= 3 && raisedInMinute <= 100;
  const isLong = shelveMs >= minuteMs && shelveMs <= 1_440 * minuteMs;
  const problems = [
    ...(isOften ? [] : [{ says: text.often }]),
    ...(isLong ? [] : [{ says: text.long }]),
  ];
  return (
    <SaveDialog
      title={t(text.title)}
      problems={problems}
      save={() => change((now) => ({ ...now, chattering, flood: { suppresses } }))}
      onClose={onClose}
    >
      <Tick
        label={t(text.shelves)}
        checked={chattering.shelves}
        onChange={(shelves) => setChattering({ ...chattering, shelves })}
      />
      <div className={layout['form']}>
        <NumberField
          label={t(text.raisedInMinute)}
          value={raisedInMinute}
          onChange={(told = Number.NaN) => setChattering({ ...chattering, raisedInMinute: told })}
        />
        <NumberField
          label={t(text.shelveMs)}
          value={shelveMs / minuteMs}
          onChange={(told = Number.NaN) =>
            setChattering({ ...chattering, shelveMs: Math.round(told * minuteMs) })
          }
        />
      </div>
      <Ticks
        label={t(text.suppresses)}
        choices={usePriorities()}
        chosen={suppresses}
        onChange={setSuppresses}
      />
    </SaveDialog>
  );
}
