// The head of a machine's page: identity on the left, its state in large letters on the right.
import type { MachineModel, Signal } from '@jingwei/sdk';
import {
  Icon,
  IdentifierLink,
  Link,
  nothing,
  useClient,
  useMemo,
  useText,
  valueText,
  type Bilingual,
} from '@jingwei/console/kit';
import type { MachineLive } from './machine-live.ts';
import { StateValue } from './machine-row.tsx';
import styles from './machines.module.css';
import { keySignals } from './signal-groups.ts';
import { SourceState } from './source-state.tsx';
import { useValue } from './use-live.ts';
import { useSources } from './use-overview.ts';

const text = {
  all: { en: 'All machines', zh: '全部设备' },
  serial: { en: 'serial no. {number}', zh: '序列号 {number}' },
  connection: { en: 'Connection', zh: '连接' },
  availability: { en: 'Availability', zh: '可用性' },
  execution: { en: 'Execution', zh: '执行状态' },
  mode: { en: 'Mode', zh: '模式' },
  program: { en: 'Program', zh: '程序' },
  parts: { en: 'Parts', zh: '工件数' },
  trouble: { en: 'No connection to the machine:', zh: '与设备的连接中断：' },
} satisfies Record<string, Bilingual>;

const states = ['availability', 'execution', 'mode'] as const;
const values = ['program', 'parts'] as const;

export function MachineHead({ model, live }: { model: MachineModel; live: MachineLive }) {
  const t = useText();
  const client = useClient();
  const { machine, signals } = model;
  const keys = useMemo(() => keySignals(signals), [signals]);
  const source = useSources(client).get(machine.identifier);
  const made = [machine.manufacturer, machine.model].filter((word) => word !== undefined).join(' ');
  return (
    <header className={styles['machineHead']}>
      <div className={styles['identity']}>
        <Link
          to="/machines"
          className={styles['back']}
          aria-label={t(text.all)}
          title={t(text.all)}
        >
          <Icon name="back" />
        </Link>
        <div>
          <h1>{machine.name}</h1>
          <p>
            {made !== '' && <span>{made}</span>}
            {machine.serialNumber !== undefined && (
              <span>{t(text.serial, { number: machine.serialNumber })}</span>
            )}
            <IdentifierLink identifier={machine.identifier} />
          </p>
        </div>
      </div>
      <dl className={styles['keys']}>
        <div>
          <dt>{t(text.connection)}</dt>
          <dd>
            <SourceState source={source} />
          </dd>
        </div>
        {states.map(
          (key) =>
            keys[key] && <KeyState key={key} name={t(text[key])} live={live} signal={keys[key]} />,
        )}
        {values.map(
          (key) =>
            keys[key] && <KeyValue key={key} name={t(text[key])} live={live} signal={keys[key]} />,
        )}
      </dl>
      {source?.trouble && source.state !== 'connected' && (
        <p className={styles['trouble']} role="status">
          {t(text.trouble)} {t(source.trouble)}
        </p>
      )}
    </header>
  );
}

type KeyProps = { readonly name: string; readonly live: MachineLive; readonly signal: Signal };

function KeyState({ name, live, signal }: KeyProps) {
  const value = useValue(live, signal.identifier);
  return (
    <div data-key={signal.type}>
      <dt>{name}</dt>
      <dd>
        <StateValue reading={value?.reading} />
      </dd>
    </div>
  );
}

function KeyValue({ name, live, signal }: KeyProps) {
  const value = useValue(live, signal.identifier);
  const shown = value ? valueText(value.reading.value) : nothing;
  return (
    <div data-key={signal.type}>
      <dt>{name}</dt>
      <dd title={shown}>{shown}</dd>
    </div>
  );
}
