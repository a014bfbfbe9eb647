// Asking for one identifier: the last answer stays in sight, marked as old, until the next is here.
import type { JingweiFailure, Resolution } from '@jingwei/sdk';
import { asFailure, useCallback, useClient, useEffect, useState } from '@jingwei/console/kit';

export type Answer =
  | { readonly handle: string; readonly resolution: Resolution }
  | { readonly handle: string; readonly failure: JingweiFailure };

type Asked = { readonly handle: string; readonly fresh: boolean; readonly round: number };

/** `ask` asks again about the same identifier, past the cache when `fresh`. */
export function useResolution(handle: string): {
  answer: Answer | undefined;
  busy: boolean;
  ask: (fresh: boolean) => void;
} {
  const client = useClient();
  const [again, setAgain] = useState<Asked>({ handle, fresh: false, round: 0 });
  const [answered, setAnswered] = useState<{ asked: string; answer: Answer }>();
  const fresh = again.handle === handle && again.fresh;
  const round = again.handle === handle ? again.round : 0;
  const asked = `${handle} ${round}`;
  useEffect(() => {
    if (handle === '') return undefined;
    const abort = new AbortController();
    const tell = (answer: Answer) => {
      if (!abort.signal.aborted) setAnswered({ asked, answer });
    };
    client.resolve(handle, { fresh, aliases: true, signal: abort.signal }).then(
      (resolution) => tell({ handle, resolution }),
      (error: unknown) => tell({ handle, failure: asFailure(error) }),
    );
    return () => abort.abort();
  }, [client, handle, fresh, asked]);
  const ask = useCallback(
    (past: boolean) => setAgain((before) => ({ handle, fresh: past, round: before.round + 1 })),
    [handle],
  );
  const answer = answered?.answer.handle === handle ? answered.answer : undefined;
  return { answer, busy: handle !== '' && answered?.asked !== asked, ask };
}
