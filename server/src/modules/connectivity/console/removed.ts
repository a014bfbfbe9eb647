// Sources that were removed since the console was opened, so that a removal can be taken back.
import type { SourceSettings } from '@jingwei/sdk';
import { useSyncExternalStore } from '@jingwei/console/kit';

export type Removed = {
  readonly settings: SourceSettings;
  /** Of whom; the gateway's own enterprise unless said. */
  readonly enterprise: string | undefined;
};

let all: readonly Removed[] = [];
const listeners = new Set<() => void>();

function set(next: readonly Removed[]): void {
  all = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useRemoved(): readonly Removed[] {
  return useSyncExternalStore(subscribe, () => all);
}

export function keepRemoved(removed: Removed): void {
  set([...all, removed]);
}

export function forgetRemoved(name: string): void {
  set(all.filter(({ settings }) => settings.name !== name));
}

export function removedNamed(name: string): Removed | undefined {
  return all.find(({ settings }) => settings.name === name);
}
