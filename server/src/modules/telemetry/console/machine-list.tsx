// All machines that this person may see, with what is asked of a machine first.
import type { Asset, SourceStatus } from '@jingwei/sdk';
import {
  EmptyState,
  FailurePanel,
  Link,
  Loading,
  machinePath,
  NoticeText,
  Pager,
  useCallback,
  useClient,
  useLoaded,
  useState,
  useText,
} from '@jingwei/console/kit';
import { MachineRow } from './machine-row.tsx';
import styles from './machine-list.module.css';
import { useOverviews, useSources, type Overview } from './use-overview.ts';

const text = {
  title: { en: 'Machines', zh: '设备' },
  count: { en: '{count} shown', zh: '显示 {count} 台' },
  empty: { en: 'No machine is connected yet', zh: '尚未连接设备' },
  emptyHow: {
    en: 'Add a source: the gateway reads its description, registers the machine with an identifier and begins to collect. For example:',
    zh: '请添加数据源：网关读取设备描述文件，为设备注册标识并开始采集。例如：',
  },
  command: {
    en: 'npm run jingwei -- source add press-1 --address 192.168.0.10:7878 --devices Devices.xml',
    zh: 'npm run jingwei -- source add press-1 --address 192.168.0.10:7878 --devices Devices.xml',
  },
  machine: { en: 'Machine', zh: '设备' },
  model: { en: 'Manufacturer, model', zh: '制造商、型号' },
  connection: { en: 'Connection', zh: '连接' },
  availability: { en: 'Availability', zh: '可用性' },
  execution: { en: 'Execution', zh: '执行状态' },
  parts: { en: 'Parts', zh: '工件数' },
  newest: { en: 'Newest reading', zh: '最新读数' },
};

const pageSize = 24;
const headings = [
  'machine',
  'model',
  'connection',
  'availability',
  'execution',
  'parts',
  'newest',
] as const;

export function MachineList() {
  const t = useText();
  const client = useClient();
  const [after, setAfter] = useState<string>();
  const load = useCallback(
    (signal: AbortSignal) =>
      client.machines({ limit: pageSize, signal, ...(after === undefined ? {} : { after }) }),
    [client, after],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const { machines, next } = loaded.value;
  if (machines.length === 0) return <NoMachines />;
  return (
    <div className={styles['page']}>
      <header className={styles['title']}>
        <h1>{t(text.title)}</h1>
        <p>{t(text.count, { count: machines.length })}</p>
      </header>
      <MachineTable machines={machines} />
      <div className={styles['pager']}>
        <Pager after={after} next={next} onPage={setAfter} />
      </div>
    </div>
  );
}

function MachineTable({ machines }: { machines: readonly Asset[] }) {
  const t = useText();
  const client = useClient();
  const sources: ReadonlyMap<string, SourceStatus> = useSources(client);
  const overviews: ReadonlyMap<string, Overview> = useOverviews(client, machines);
  return (
    <div className={styles['tableFrame']}>
      <table className={styles['machines']}>
        <thead>
          <tr>
            {headings.map((heading) => (
              <th key={heading} scope="col" data-column={heading}>
                {t(text[heading])}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {machines.map((machine) => (
            <MachineRow
              key={machine.identifier}
              machine={machine}
              source={sources.get(machine.identifier)}
              overview={overviews.get(machine.identifier)}
            >
              <Link to={machinePath(machine.identifier)}>{machine.name}</Link>
            </MachineRow>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function NoMachines() {
  const t = useText();
  return (
    <EmptyState heading="h1" title={t(text.empty)}>
      <NoticeText>{t(text.emptyHow)}</NoticeText>
      <pre className={styles['command']}>{t(text.command)}</pre>
    </EmptyState>
  );
}
