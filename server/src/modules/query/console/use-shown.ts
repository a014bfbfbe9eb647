// The chart's numbers in React: asked anew when the question changes, kept while the next answer is on its way, and
// followed while the page is live.
import type { JingweiFailure, LiveState } from '@jingwei/sdk';
import { asFailure, every, isoTime, useClient, useEffect, useState } from '@jingwei/console/kit';
import { ask, type Asked, type Shown } from './shown.ts';

export type ShownState = {
  readonly shown: Shown | undefined;
  readonly failure: JingweiFailure | undefined;
  readonly isLoading: boolean;
  readonly live: LiveState | undefined;
};

type Known = { readonly of: Asked; readonly shown?: Shown; readonly failure?: JingweiFailure };

/** `asked` stays the same object as long as nothing else is asked. */
export function useShown(asked: Asked | undefined, isLive: boolean): ShownState {
  const client = useClient();
  const [known, setKnown] = useState<Known>();
  const [live, setLive] = useState<LiveState>();
  useEffect(() => {
    if (!asked) return undefined;
    const abort = new AbortController();
    ask(client, asked, abort.signal).then(
      (shown) => {
        if (!abort.signal.aborted) setKnown({ of: asked, shown });
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setKnown({ of: asked, failure: asFailure(error) });
      },
    );
    return () => abort.abort();
  }, [client, asked]);
  const isKnown = known?.of === asked;
  const shown = known?.shown;
  useEffect(() => {
    const signals = asked?.signals.filter(({ isNumber }) => isNumber) ?? [];
    if (!isLive || !isKnown || !shown || !asked || signals.length === 0) return undefined;
    if (asked.every !== '') return undefined;
    const { source } = shown;
    source.goLive();
    const following = client.followSignals({
      signals: signals.map(({ identifier }) => identifier),
      from: isoTime(asked.span.toMs),
      onReadings: (readings) => source.take(readings),
      onState: setLive,
    });
    const stop = every(showMs, () => source.show());
    return () => {
      stop();
      following.close();
      setLive(undefined);
    };
  }, [client, asked, isLive, isKnown, shown]);
  return {
    shown,
    failure: isKnown ? known?.failure : undefined,
    isLoading: asked !== undefined && !isKnown,
    live,
  };
}

const showMs = 250;
