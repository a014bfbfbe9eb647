// Takes what is sent to a source. Whoever sent it hears yes only when it is durable, and once for each key.
import { createHash } from 'node:crypto';
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';
import type { Figure } from '../../api.ts';
import type { Link, Pushed, PushProblem, PushTaken, Session } from '../protocol.ts';
import type { RecordProblem } from '../records/record-reader.ts';
import { recordRemedies } from '../records/remedies.ts';
import { readingsMax, type BodyReader } from './body-reader.ts';
import { webhookFailures } from './failures.ts';

type KeptKey = { readonly digest: string; readonly taken: number };
type Remembered = { readonly keys: readonly (readonly [string, string, number])[] };

const gone: Bilingual = { en: 'the gateway closed the connection', zh: '网关关闭了连接' };
/** 64 KiB of memory hold about 900. */
const keysMax = 500;
const keyCharactersMax = 200;

export async function openWebhook(link: Link, name: string, reader: BodyReader): Promise<Session> {
  const remembered = (await link.memory.read()) as Partial<Remembered> | undefined;
  const keys = Array.isArray(remembered?.keys) ? remembered.keys : [];
  return new WebhookSession(link, { name, reader, keys });
}

class WebhookSession implements Session {
  readonly closed: Promise<Bilingual>;
  readonly #link: Link;
  readonly #name: string;
  readonly #reader: BodyReader;
  readonly #over = Promise.withResolvers<Bilingual>();
  /** By digest of the key; the oldest first. */
  readonly #keys: Map<string, KeptKey>;
  readonly #underWay = new Map<string, { digest: string; taken: Promise<PushTaken> }>();
  #keeping: Promise<void> | undefined;
  #keepAgain: Promise<void> | undefined;
  #full = false;
  #isOver = false;
  #pushes = 0;
  #refused = 0;
  #repeated = 0;

  constructor(link: Link, given: { name: string; reader: BodyReader; keys: Remembered['keys'] }) {
    this.#link = link;
    this.#name = given.name;
    this.#reader = given.reader;
    this.#keys = new Map(given.keys.map(([key, digest, taken]) => [key, { digest, taken }]));
    this.closed = this.#over.promise;
  }

  pause(): void {
    this.#full = true;
  }

  resume(): void {
    this.#full = false;
  }

  close(): void {
    this.#isOver = true;
    this.#over.resolve(gone);
  }

  figures(): readonly Figure[] {
    return [
      { name: 'pushes', title: { en: 'Requests taken', zh: '已接收请求数' }, value: this.#pushes },
      {
        name: 'refused',
        title: { en: 'Requests refused', zh: '已拒绝请求数' },
        value: this.#refused,
      },
      {
        name: 'repeated',
        title: { en: 'Requests sent again under the same key', zh: '重复发送的请求数' },
        value: this.#repeated,
      },
    ];
  }

  async push(pushed: Pushed): Promise<PushTaken> {
    if (this.#isOver) throw webhookFailures['not-listening']({ name: this.#name, why: gone });
    if (pushed.key === undefined) return this.#take(pushed);
    if (pushed.key === '' || pushed.key.length > keyCharactersMax) {
      const characters = pushed.key.length;
      throw webhookFailures['bad-key']({ characters, charactersMax: keyCharactersMax });
    }
    const key = digestOf(pushed.key);
    const digest = digestOf(pushed.body);
    const before = this.#underWay.get(key) ?? this.#keys.get(key);
    if (!before) return this.#takeOnce(pushed, { key, digest });
    if (before.digest !== digest) {
      throw webhookFailures['key-used']({ name: this.#name, key: pushed.key });
    }
    const { taken } =
      'then' in Object(before.taken)
        ? await (before.taken as Promise<PushTaken>)
        : (before as KeptKey);
    this.#repeated += 1;
    return { taken, repeated: true, problems: [] };
  }

  async #takeOnce(
    pushed: Pushed,
    { key, digest }: { key: string; digest: string },
  ): Promise<PushTaken> {
    const taken = this.#take(pushed);
    this.#underWay.set(key, { digest, taken });
    try {
      const outcome = await taken;
      this.#keys.set(key, { digest, taken: outcome.taken });
      for (const oldest of this.#keys.keys()) {
        if (this.#keys.size <= keysMax) break;
        this.#keys.delete(oldest);
      }
      await this.#keep();
      return outcome;
    } finally {
      this.#underWay.delete(key);
    }
  }

  async #take(pushed: Pushed): Promise<PushTaken> {
    const name = this.#name;
    if (this.#full) throw webhookFailures.full({ name });
    const { listener, world } = this.#link;
    const { moments, problems, count } = this.#reader.read(pushed, world.clock.now() * 1_000);
    if (count > readingsMax) throw webhookFailures['too-many-readings']({ name, readingsMax });
    const told = problems.map(withRemedy);
    const [first] = told;
    if (first && (!pushed.partial || count === 0)) {
      this.#refused += 1;
      const { line, key, remedy } = first;
      throw webhookFailures['bad-readings']({
        name,
        count: told.length,
        line,
        key,
        remedy,
        problems: told,
      });
    }
    if (count === 0) throw webhookFailures['no-readings']({ name });
    for (const { key, trouble, excerpt, remedy } of told) {
      listener.refused({ what: 'line', key: `${key} ${trouble}`, excerpt, remedy });
    }
    for (const { timeUs, readings } of moments) listener.observed(timeUs, readings);
    try {
      await listener.durable();
    } catch (error) {
      throw webhookFailures['not-listening']({ name, why: gone }, error);
    }
    this.#pushes += 1;
    return { taken: count, repeated: false, problems: told };
  }

  /** Resolves when the keys as they are now are kept; many at once share one write. */
  #keep(): Promise<void> {
    if (!this.#keeping) {
      this.#keeping = this.#write().finally(() => (this.#keeping = undefined));
      return this.#keeping;
    }
    this.#keepAgain ??= this.#keeping
      .catch(() => {})
      .then(() => {
        this.#keepAgain = undefined;
        return this.#keep();
      });
    return this.#keepAgain;
  }

  async #write(): Promise<void> {
    const keys = [...this.#keys].map(([key, { digest, taken }]) => [key, digest, taken] as const);
    await this.#link.memory.write({ keys } satisfies Remembered);
  }
}

function digestOf(value: string | Uint8Array): string {
  return createHash('sha256').update(value).digest('base64url').slice(0, 22);
}

function withRemedy({ line, key, trouble, excerpt }: RecordProblem): PushProblem {
  return { line, key, trouble, excerpt, remedy: recordRemedies[trouble] };
}
