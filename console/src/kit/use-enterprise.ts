// Whose machines a page is about: a person's own enterprise; for the operator of the installation one of
// several, chosen once and remembered.
import { useCallback, useMemo, useState } from 'react';
import { useClient, useLoaded, type Loaded } from './client.tsx';
import { recall, remember } from './remembered.ts';

export type Choice = {
  readonly options: readonly string[];
  readonly enterprise: string | undefined;
  readonly choose: (enterprise: string) => void;
};

const machinesLooked = 200;

export function useEnterprise(): { loaded: Loaded<Choice>; again: () => void } {
  const client = useClient();
  const [wanted, setWanted] = useState(() => recall('enterprise', textOf));
  const load = useCallback(
    async (signal: AbortSignal): Promise<readonly string[]> => {
      const { tenant } = (await client.session({ signal })).principal;
      if (tenant !== '*') return [tenant];
      const [known, { machines }] = await Promise.all([
        client.enterprises({ signal }),
        client.machines({ limit: machinesLooked, signal }),
      ]);
      const ofMachines = machines.map(({ identifier }) => identifier.split('/')[0] ?? '');
      return [...new Set([...ofMachines, ...known.map(({ prefix }) => prefix)])].toSorted();
    },
    [client],
  );
  const { loaded, again } = useLoaded(load);
  const choose = useCallback((enterprise: string) => {
    remember('enterprise', enterprise);
    setWanted(enterprise);
  }, []);
  const chosen = useMemo((): Loaded<Choice> => {
    if (loaded.state !== 'loaded') return loaded;
    const options = loaded.value;
    const enterprise = options.find((one) => one === wanted) ?? options[0];
    return { state: 'loaded', value: { options, enterprise, choose } };
  }, [loaded, wanted, choose]);
  return { loaded: chosen, again };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
