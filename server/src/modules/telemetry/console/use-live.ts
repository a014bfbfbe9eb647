// The live machine in React: each component hears only of what it shows.
import {
  useCallback,
  useClient,
  useEffect,
  useState,
  useSyncExternalStore,
} from '@jingwei/console/kit';
import type { LiveValue } from './live-values.ts';
import { MachineLive, type StreamState } from './machine-live.ts';

/** Follows the machine while the component is there; give the component the machine as its key. */
export function useMachineLive(machine: string): MachineLive {
  const client = useClient();
  const [live] = useState(() => new MachineLive(client, machine));
  useEffect(() => {
    live.start();
    return () => live.stop();
  }, [live]);
  return live;
}

export function useValue(live: MachineLive, signal: string): LiveValue | undefined {
  const subscribe = useCallback(
    (listener: () => void) => live.values.subscribe(signal, listener),
    [live, signal],
  );
  return useSyncExternalStore(subscribe, () => live.values.get(signal));
}

export function useStreamState(live: MachineLive): StreamState {
  return useSyncExternalStore(live.onState, live.state);
}

/** True as soon as one reading of the machine is here. */
export function useHasReadings(live: MachineLive): boolean {
  return useSyncExternalStore(live.onShown, () => live.newestTime() !== undefined);
}
