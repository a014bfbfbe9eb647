// Writing to machines and asking them, for those who may: from identifiers of signals to the sessions behind them.
import { sleep } from '../../kernel/world/clock.ts';
import type { Bilingual } from '../../kernel/schema/bilingual.ts';
import type { World } from '../../kernel/world/world.ts';
import { enterpriseOf } from '../assets/api.ts';
import type { Actuation, ActuationOutcome, SignalNow, SignalValue, WritableSignal } from './api.ts';
import type { Source } from './source.ts';

type Place = { readonly source: Source; readonly position: number };

export type SourceActuationOptions = {
  readonly world: World;
  /** Sources that run for an enterprise. */
  readonly sourcesOf: (enterprise: string) => readonly Source[];
  readonly timeoutMs: number;
};

const refusals = {
  unknown: { en: 'No source of this gateway has the signal.', zh: '本网关的数据源中没有该测点。' },
  'not-connected': {
    en: 'The machine is not connected, so nothing was sent.',
    zh: '设备未连接，未发送任何内容。',
  },
  'no-writing': {
    en: 'This connection cannot write. Nothing was sent.',
    zh: '该连接不支持写入，未发送任何内容。',
  },
  'not-answered': {
    en: 'The machine did not answer in time. Whether it took the value is not known.',
    zh: '设备未在规定时间内应答，是否已写入不得而知。',
  },
} satisfies Record<string, Bilingual>;

export class SourceActuation implements Actuation {
  readonly #options: SourceActuationOptions;

  constructor(options: SourceActuationOptions) {
    this.#options = options;
  }

  known(identifier: string): WritableSignal | undefined {
    const place = this.#place(identifier);
    const signal = place?.source.observer.signals[place.position];
    if (!place || !signal) return undefined;
    const { session, settings } = place.source;
    return { signal, source: settings.name, canWrite: session?.write !== undefined };
  }

  now(identifier: string): SignalNow | undefined {
    const place = this.#place(identifier);
    return place?.source.observer.now(place.position);
  }

  async write(writes: readonly SignalValue[]): Promise<readonly ActuationOutcome[]> {
    const outcomes = writes.map((): ActuationOutcome => refused('unknown', false));
    const groups = Map.groupBy(writes.keys(), (i) => this.#place(writes[i]?.signal ?? '')?.source);
    const work = [...groups].map(async ([source, indexes]) => {
      if (!source) return;
      const told = await this.#send(
        source,
        indexes.flatMap((i) => writes[i] ?? []),
      );
      indexes.forEach((i, n) => (outcomes[i] = told[n] ?? refused('not-answered', true)));
    });
    await Promise.all(work);
    return outcomes;
  }

  async read(identifiers: readonly string[]): Promise<readonly (SignalNow | undefined)[]> {
    return Promise.all(
      identifiers.map(async (identifier) => {
        const place = this.#place(identifier);
        const read = place?.source.session?.read?.bind(place.source.session);
        if (!place || !read) return undefined;
        const [told] = await this.#within(read([place.position])).catch(() => []);
        if (!told) return undefined;
        const timeMs = this.#options.world.clock.now();
        return place.source.observer.treated(told, timeMs);
      }),
    );
  }

  async #send(source: Source, writes: readonly SignalValue[]): Promise<ActuationOutcome[]> {
    const { session, observer } = source;
    if (!session) return writes.map(() => refused('not-connected', false));
    if (!session.write) return writes.map(() => refused('no-writing', false));
    const sent = writes.map(({ signal, value }) => {
      const position = observer.positionOf(signal) ?? -1;
      return { signal: position, value: observer.untreated(position, value) };
    });
    try {
      const outcomes = await this.#within(session.write(sent));
      return outcomes.map((one) => (one.taken ? one : { ...one, isSent: true }));
    } catch {
      return writes.map(() => refused('not-answered', true));
    }
  }

  async #within<T>(work: Promise<T>): Promise<T> {
    const { world, timeoutMs } = this.#options;
    const stopped = new AbortController();
    const late = sleep(world.clock, timeoutMs, stopped.signal).then(() => {
      throw new Error('no answer in time');
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      late.catch(() => {}); // settled after the race is over
      stopped.abort();
    }
  }

  #place(identifier: string): Place | undefined {
    for (const source of this.#options.sourcesOf(enterpriseOf(identifier))) {
      const position = source.observer.positionOf(identifier);
      if (position !== undefined) return { source, position };
    }
    return undefined;
  }
}

function refused(why: keyof typeof refusals, isSent: boolean): ActuationOutcome {
  return { taken: false, isSent, why: refusals[why] };
}
