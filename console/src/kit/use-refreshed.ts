// What is asked again and again while a page is open: an answer that fails leaves what was known and says so.
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { JingweiFailure } from '@jingwei/sdk';
import { asFailure } from './client.tsx';
import { after } from './clock.ts';

export type Refreshed<T> = {
  readonly value: T | undefined;
  /** Of the last try. */
  readonly failure: JingweiFailure | undefined;
  readonly again: () => void;
};

/** Asks, pauses, asks again; keep `load` in `useCallback`. */
export function useRefreshed<T>(
  load: (signal: AbortSignal) => Promise<T>,
  pauseMs: number,
): Refreshed<T> {
  const [known, setKnown] = useState<{ load: typeof load; value?: T; failure?: JingweiFailure }>();
  const [round, setRound] = useState(0);
  const asked = useMemo(() => ({ load, round }), [load, round]);
  useEffect(() => {
    const abort = new AbortController();
    let cancel = () => {};
    const ask = async (): Promise<void> => {
      try {
        const value = await asked.load(abort.signal);
        if (!abort.signal.aborted) setKnown({ load: asked.load, value });
      } catch (error) {
        if (abort.signal.aborted) return;
        const failure = asFailure(error);
        setKnown((before) => ({ load: asked.load, failure, ...valueOf(before, asked.load) }));
      }
      if (!abort.signal.aborted) cancel = after(pauseMs, () => void ask());
    };
    void ask();
    return () => {
      abort.abort();
      cancel();
    };
  }, [asked, pauseMs]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  const now = known?.load === load ? known : undefined;
  return { value: now?.value, failure: now?.failure, again };
}

function valueOf<T>(
  before: { load: unknown; value?: T } | undefined,
  load: unknown,
): { value?: T } {
  if (before === undefined || before.load !== load || before.value === undefined) return {};
  return { value: before.value };
}
