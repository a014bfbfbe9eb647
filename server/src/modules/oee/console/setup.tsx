// Setting up figures at `/oee/setup`: a machine's states and parts, then what the enterprise keeps for all of them.
import {
  ChoiceInput,
  EmptyState,
  FailurePanel,
  go,
  Link,
  Loading,
  encodePath,
  useCallback,
  useClient,
  useLoaded,
  useText,
} from '@jingwei/console/kit';
import { ArticlesPanel, ReasonsEditor } from './catalogue-panels.tsx';
import { MachineSetup } from './machine-setup.tsx';
import { MetersPanel } from './meters-panel.tsx';

const text = {
  machine: { en: 'Machine to set up', zh: '要配置的设备' },
  none: { en: 'No machine is connected yet', zh: '尚未接入设备' },
  connect: { en: 'Connect a machine', zh: '接入设备' },
};

const machinesMax = 2_000;

type Props = { readonly enterprise: string; readonly chosen: string };

export function Setup({ enterprise, chosen }: Props) {
  const t = useText();
  const client = useClient();
  const load = useCallback(
    async (signal: AbortSignal) => {
      const found = [];
      for await (const machine of client.allMachines({ signal })) {
        if (machine.identifier.startsWith(`${enterprise}/`)) found.push(machine);
        if (found.length >= machinesMax) break;
      }
      return found;
    },
    [client, enterprise],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const machines = loaded.value;
  const machine = machines.find(({ identifier }) => identifier === chosen) ?? machines[0];
  if (!machine) {
    const link = <Link to="/connections/new">{t(text.connect)}</Link>;
    return <EmptyState title={t(text.none)} actions={link} />;
  }
  const choices = machines.map(({ identifier, name }) => ({
    value: identifier,
    label: `${name} · ${identifier}`,
  }));
  return (
    <>
      <ChoiceInput
        label={t(text.machine)}
        value={machine.identifier}
        choices={choices}
        onChange={(identifier) => go(`/oee/setup/${encodePath(identifier)}`)}
      />
      <MachineSetup key={machine.identifier} machine={machine.identifier} enterprise={enterprise} />
      <ArticlesPanel enterprise={enterprise} machines={machines} />
      <ReasonsEditor enterprise={enterprise} />
      <MetersPanel enterprise={enterprise} machines={machines} />
    </>
  );
}
