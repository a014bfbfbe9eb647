// Identifiers to click instead of type: what this person resolved lately, and examples.
import { useClient, useEffect, useState, recall, remember, textList } from '@jingwei/console/kit';

const recentName = 'resolve.recent';
const recentMax = 8;

export function recentIdentifiers(): string[] {
  return recall(recentName, textList)?.slice(0, recentMax) ?? [];
}

/** Newest first, each once. */
export function rememberIdentifier(identifier: string): string[] {
  const before = recentIdentifiers().filter((one) => one !== identifier);
  const recent = [identifier, ...before].slice(0, recentMax);
  remember(recentName, recent);
  return recent;
}

/** Records that every installation of the quick start has: the prefixes of its tiers and a first part. */
const wellKnown: readonly string[] = ['0.NA/88.118', '0.NA/88.118.8', '88.118.8/L-100001'];
const machinesShown = 2;

/** The well-known ones, and machines of this very installation for those who may see them. */
export function useExamples(signedIn: boolean): readonly string[] {
  const client = useClient();
  const [machines, setMachines] = useState<readonly string[]>([]);
  useEffect(() => {
    if (!signedIn) return undefined;
    const abort = new AbortController();
    client.machines({ limit: machinesShown, signal: abort.signal }).then(
      (page) => setMachines(page.machines.map((machine) => machine.identifier)),
      // Examples are a courtesy: whoever may not see machines gets the well-known ones.
      () => setMachines([]),
    );
    return () => abort.abort();
  }, [client, signedIn]);
  return [...wellKnown, ...machines];
}
