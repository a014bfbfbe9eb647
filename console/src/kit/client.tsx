// The SDK's client for every page, and loading with it: the newest question wins, an old answer is dropped.
import { createContext, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { createClient, JingweiFailure, type Client } from '@jingwei/sdk';

const Context = createContext<Client | undefined>(undefined);

export function ClientProvider({ children }: { children: ReactNode }) {
  const [client] = useState(() => createClient({ origin: location.origin }));
  return <Context value={client}>{children}</Context>;
}

export function useClient(): Client {
  const client = useContext(Context);
  if (!client) throw new Error('useClient outside of ClientProvider');
  return client;
}

export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'loaded'; readonly value: T }
  | { readonly state: 'failed'; readonly failure: JingweiFailure };

/**
 * Loads when it appears and whenever `load` changes (keep it in `useCallback`). `again` keeps what is
 * shown until the new answer is here.
 */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>): {
  loaded: Loaded<T>;
  again: () => void;
} {
  const [answer, setAnswer] = useState<{ load: typeof load; loaded: Loaded<T> }>();
  const [round, setRound] = useState(0);
  const asked = useMemo(() => ({ load, round }), [load, round]);
  useEffect(() => {
    const abort = new AbortController();
    const tell = (loaded: Loaded<T>) => {
      if (!abort.signal.aborted) setAnswer({ load: asked.load, loaded });
    };
    asked.load(abort.signal).then(
      (value) => tell({ state: 'loaded', value }),
      (error: unknown) => tell({ state: 'failed', failure: asFailure(error) }),
    );
    return () => abort.abort();
  }, [asked]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  const loaded = answer?.load === load ? answer.loaded : { state: 'loading' as const };
  return { loaded, again };
}

/** Anything else than a failure of the server is our own mistake, and is said to be one. */
export function asFailure(error: unknown): JingweiFailure {
  if (error instanceof JingweiFailure) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new JingweiFailure({
    code: 'console.defect',
    kind: 'internal',
    status: 0,
    cause: error,
    text: {
      en: `The console itself failed: ${reason}. Reload the page; please report it if it comes back.`,
      zh: `控制台自身出错：${reason}。请刷新页面；若再次出现，请反馈。`,
    },
  });
}
