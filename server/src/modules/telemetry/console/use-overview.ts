// What the list of machines shows of each: asked every few seconds, a few machines at a time, because
// a browser has too few connections to follow every machine of a plant live.
import type { Asset, Client, Reading, Signal, SourceStatus } from '@jingwei/sdk';
import { after, useEffect, useState } from '@jingwei/console/kit';
import { keySignals, type KeySignals } from './signal-groups.ts';

export type Overview = {
  readonly keys: KeySignals;
  readonly signalCount: number;
  readonly readings: ReadonlyMap<string, Reading>;
  /** Machine time of its newest reading; ISO 8601. */
  readonly newest?: string;
};

const pauseMs = 2_000;
const atOnceMax = 4;

export function useSources(client: Client): ReadonlyMap<string, SourceStatus> {
  const [sources, setSources] = useState<ReadonlyMap<string, SourceStatus>>(new Map());
  useEffect(
    () =>
      repeat(async (signal) => {
        const listed = await client.sources({ signal });
        setSources(
          new Map(listed.flatMap((source) => source.machines.map((name) => [name, source]))),
        );
      }),
    [client],
  );
  return sources;
}

/** By machine; a machine that cannot be asked keeps what was known of it. */
export function useOverviews(
  client: Client,
  machines: readonly Asset[],
): ReadonlyMap<string, Overview> {
  const [overviews, setOverviews] = useState<ReadonlyMap<string, Overview>>(new Map());
  useEffect(() => {
    const models = new Map<string, readonly Signal[]>();
    const ask = async (machine: string, signal: AbortSignal): Promise<[string, Overview]> => {
      const signals = models.get(machine) ?? (await client.machine(machine, { signal })).signals;
      models.set(machine, signals);
      return [machine, overviewOf(signals, await client.lastReadings(machine, { signal }))];
    };
    return repeat(async (signal) => {
      for (let i = 0; i < machines.length; i += atOnceMax) {
        const few = machines.slice(i, i + atOnceMax);
        const answers = await Promise.allSettled(few.map((one) => ask(one.identifier, signal)));
        const good = answers.flatMap((answer) =>
          answer.status === 'fulfilled' ? [answer.value] : [],
        );
        if (signal.aborted) return;
        setOverviews((before) => new Map([...before, ...good]));
      }
    });
  }, [client, machines]);
  return overviews;
}

function overviewOf(signals: readonly Signal[], readings: readonly Reading[]): Overview {
  const newest = readings.reduce(
    (best, { sourceTime }) => (sourceTime > best ? sourceTime : best),
    '',
  );
  return {
    keys: keySignals(signals),
    signalCount: signals.length,
    readings: new Map(readings.map((reading) => [reading.signal, reading])),
    ...(newest === '' ? {} : { newest }),
  };
}

/** Works, pauses, works again; a round that fails is followed by the next. */
function repeat(work: (signal: AbortSignal) => Promise<void>): () => void {
  const abort = new AbortController();
  let cancel = () => {};
  const round = () => {
    void work(abort.signal)
      .catch(() => undefined)
      .then(() => {
        if (!abort.signal.aborted) cancel = after(pauseMs, round);
      });
  };
  round();
  return () => {
    abort.abort();
    cancel();
  };
}
