// Whether a machine that a record names is missing here: imported products name machines that were
// never connected, and a link to them would lead nowhere.
import { asFailure, useClient, useEffect, useState } from '@jingwei/console/kit';

/** True once the server said that there is no such machine; false before, and for whoever may not ask. */
export function useAbsent(machine: string | undefined): boolean {
  const client = useClient();
  const [absent, setAbsent] = useState<string>();
  useEffect(() => {
    if (machine === undefined) return undefined;
    const abort = new AbortController();
    client.machine(machine, { signal: abort.signal }).catch((error: unknown) => {
      if (!abort.signal.aborted && asFailure(error).kind === 'missing') setAbsent(machine);
    });
    return () => abort.abort();
  }, [client, machine]);
  return machine !== undefined && absent === machine;
}
