// The signals of a machine: conditions first, then each component's, with a filter.
import type { MachineModel, Signal } from '@jingwei/sdk';
import {
  componentText,
  EmptyState,
  Panel,
  TextInput,
  typeText,
  useDeferredValue,
  useLanguage,
  useMemo,
  useState,
  useText,
  type Bilingual,
} from '@jingwei/console/kit';
import { ConditionRow } from './condition-row.tsx';
import type { MachineLive } from './machine-live.ts';
import styles from './machines.module.css';
import { filterLayout, layOut, type SignalGroup } from './signal-groups.ts';
import { SignalRow } from './signal-row.tsx';

const text = {
  signals: { en: 'Signals ({count})', zh: '测点（{count}）' },
  filter: { en: 'Filter by name, type or component', zh: '按名称、类型或部件筛选' },
  conditions: { en: 'Conditions', zh: '设备状况' },
  machine: { en: 'Machine', zh: '整机' },
  none: { en: 'No signal matches “{filter}”', zh: '没有符合“{filter}”的测点' },
  noSignals: { en: 'This machine describes no signals', zh: '该设备的描述中没有测点' },
} satisfies Record<string, Bilingual>;

type SignalPanelProps = {
  readonly model: MachineModel;
  readonly live: MachineLive;
  readonly charted: readonly string[] | undefined;
  readonly toggle: (signal: string) => void;
};

export function SignalPanel({ model, live, charted = [], toggle }: SignalPanelProps) {
  const t = useText();
  const [filter, setFilter] = useState('');
  const { language } = useLanguage();
  const wanted = useDeferredValue(filter);
  const whole = useMemo(() => layOut(model), [model]);
  const { conditions, groups } = useMemo(
    () => filterLayout(whole, wanted, (signal) => typeText(signal, language)),
    [whole, wanted, language],
  );
  const nothing = conditions.length === 0 && groups.length === 0;
  const controls = (
    <TextInput
      size="xs"
      type="search"
      className={styles['filter'] ?? ''}
      aria-label={t(text.filter)}
      placeholder={t(text.filter)}
      value={filter}
      onChange={(event) => setFilter(event.currentTarget.value)}
    />
  );
  return (
    <Panel
      title={t(text.signals, { count: model.signals.length })}
      controls={controls}
      className={styles['signals'] ?? ''}
    >
      <div className={styles['signalScroll']}>
        {nothing && (
          <EmptyState
            title={wanted === '' ? t(text.noSignals) : t(text.none, { filter: wanted })}
          />
        )}
        {conditions.length > 0 && (
          <Conditions title={t(text.conditions)} signals={conditions} live={live} />
        )}
        {groups.map((group) => (
          <Group
            key={group.asset.identifier}
            group={group}
            live={live}
            charted={charted}
            toggle={toggle}
          />
        ))}
      </div>
    </Panel>
  );
}

function Conditions({
  title,
  signals,
  live,
}: {
  title: string;
  signals: readonly Signal[];
  live: MachineLive;
}) {
  return (
    <section className={styles['group']}>
      <h3>{title}</h3>
      <ul className={styles['conditions']}>
        {signals.map((signal) => (
          <ConditionRow key={signal.identifier} signal={signal} live={live} />
        ))}
      </ul>
    </section>
  );
}

type GroupProps = {
  readonly group: SignalGroup;
  readonly live: MachineLive;
  readonly charted: readonly string[];
  readonly toggle: (signal: string) => void;
};

function Group({ group, live, charted, toggle }: GroupProps) {
  const t = useText();
  const { asset, path, signals } = group;
  const title = path.length === 0 ? t(text.machine) : path.join(' › ');
  const { language } = useLanguage();
  const word = componentText(asset.type, language);
  const type = asset.kind === 'machine' || word === path.at(-1) ? '' : word;
  return (
    <section className={styles['group']}>
      <h3 title={asset.identifier}>
        {title} <small>{type}</small>
      </h3>
      <ul>
        {signals.map((signal) => (
          <SignalRow
            key={signal.identifier}
            signal={signal}
            live={live}
            line={charted.indexOf(signal.identifier) + 1}
            full={charted.length >= 6}
            toggle={toggle}
          />
        ))}
      </ul>
    </section>
  );
}
