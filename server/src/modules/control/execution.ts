// Values on their way to machines: sent, and read again until they are there.
import type { Bilingual } from '../../kernel/schema/bilingual.ts';
import { sleep } from '../../kernel/world/clock.ts';
import type { World } from '../../kernel/world/world.ts';
import type { Actuation, SignalNow } from '../connectivity/api.ts';
import type { Order } from './api.ts';
import type { Interlocks } from './interlocks.ts';
import { isReadBack } from './model/read-back.ts';

type Write = Order['writes'][number];

const readAgainMs = 100;

const words = {
  taken: { en: 'The machine took the value.', zh: '设备已接受该值。' },
  'read-back': { en: 'Taken, and read back from the machine.', zh: '已写入，并从设备回读确认。' },
  'not-read-back': {
    en: 'The machine took the value, but it was not there when it was read again.',
    zh: '设备已接受，但回读时数值不一致。',
  },
} satisfies Record<string, Bilingual>;

export type ExecutionOptions = {
  readonly world: World;
  readonly actuation: Actuation;
  readonly interlocks: Interlocks;
};

export class Execution {
  readonly #options: ExecutionOptions;

  constructor(options: ExecutionOptions) {
    this.#options = options;
  }

  async send(writes: readonly Write[]): Promise<Write[]> {
    const { actuation, world } = this.#options;
    const begunMs = world.clock.now();
    const outcomes = await actuation.write(writes);
    return Promise.all(
      writes.map(async (write, i): Promise<Write> => {
        const told = outcomes[i];
        if (told?.taken === true) return this.#readBack(write, begunMs);
        const outcome = told?.isSent === false ? 'not-sent' : 'not-taken';
        return { ...write, outcome, ...(told === undefined ? {} : { says: told.why }) };
      }),
    );
  }

  async #readBack(write: Write, begunMs: number): Promise<Write> {
    const { interlocks, world } = this.#options;
    const limits = await interlocks.read(write.signal);
    const withinMs = limits?.readBackMs ?? 0;
    if (withinMs === 0) return { ...write, outcome: 'taken', says: words.taken };
    const untilMs = world.clock.monotonicMs() + withinMs;
    let now: SignalNow | undefined;
    do {
      now = await this.#present(write.signal, begunMs);
      if (now && isReadBack(now, write.value, limits?.tolerance)) {
        return { ...write, after: now.value, outcome: 'taken', says: words['read-back'] };
      }
      await sleep(world.clock, readAgainMs);
    } while (world.clock.monotonicMs() < untilMs);
    const after = now === undefined ? {} : { after: now.value };
    return { ...write, ...after, outcome: 'not-read-back', says: words['not-read-back'] };
  }

  /** Asked of the machine; where it cannot be asked, what it told since. */
  async #present(signal: string, sinceMs: number): Promise<SignalNow | undefined> {
    const { actuation } = this.#options;
    const [asked] = await actuation.read([signal]);
    if (asked) return asked;
    const told = actuation.now(signal);
    return told && told.timeMs >= sinceMs ? told : undefined;
  }
}
