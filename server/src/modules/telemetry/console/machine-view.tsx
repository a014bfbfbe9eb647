// One machine: who it is, how it does, its signals live, and their course over time.
import type { MachineModel } from '@jingwei/sdk';
import {
  FailurePanel,
  Link,
  Loading,
  useCallback,
  useClient,
  useLoaded,
  useMemo,
  useText,
} from '@jingwei/console/kit';
import { askedCycle } from './chart-window.ts';
import { MachineHead } from './machine-head.tsx';
import styles from './machines.module.css';
import { SignalPanel } from './signal-panel.tsx';
import { StreamBanner } from './stream-banner.tsx';
import { TrendPanel } from './trend-panel.tsx';
import { useCharted } from './use-charted.ts';
import { useMachineLive, useStreamState } from './use-live.ts';

const text = {
  loading: { en: 'Loading the machine…', zh: '正在加载设备…' },
  missing: { en: 'There is no such machine', zh: '没有该设备' },
  all: { en: 'All machines', zh: '全部设备' },
};

export function MachineView({ identifier, query }: { identifier: string; query: URLSearchParams }) {
  const t = useText();
  const client = useClient();
  const load = useCallback(
    (signal: AbortSignal) => client.machine(identifier, { signal }),
    [client, identifier],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'loading') return <Loading what={t(text.loading)} />;
  if (loaded.state === 'failed') {
    const missing = loaded.failure.kind === 'missing';
    return (
      <FailurePanel
        failure={loaded.failure}
        onRetry={again}
        actions={<Link to="/machines">{t(text.all)}</Link>}
        {...(missing ? { title: t(text.missing) } : {})}
      />
    );
  }
  return <LiveMachine model={loaded.value} query={query} />;
}

function LiveMachine({ model, query }: { model: MachineModel; query: URLSearchParams }) {
  const live = useMachineLive(model.machine.identifier);
  const stream = useStreamState(live);
  const { charted, toggle } = useCharted(model, live);
  const cycle = useMemo(() => askedCycle(query), [query]);
  return (
    <div className={styles['page']} data-stale={stream.name !== 'live'} data-stream={stream.name}>
      <MachineHead model={model} live={live} />
      <StreamBanner live={live} />
      <div className={styles['columns']}>
        <SignalPanel model={model} live={live} charted={charted} toggle={toggle} />
        <TrendPanel model={model} live={live} charted={charted} toggle={toggle} cycle={cycle} />
      </div>
    </div>
  );
}
