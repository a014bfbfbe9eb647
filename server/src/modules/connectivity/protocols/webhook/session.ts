// Takes what is sent to a source. Whoever sent it hears yes only when it is durable, and once for each key: the key is
// durable in one step with its readings, so that no crash comes between.
import { createHash } from 'node:crypto';
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';
import type { StepKey } from '../../../../wire/tier/facts.ts';
import type { Figure } from '../../api.ts';
import type { Link, Pushed, PushProblem, PushTaken, Session } from '../protocol.ts';
import type { RecordProblem } from '../records/record-reader.ts';
import { recordRemedies } from '../records/remedies.ts';
import { readingsMax, type BodyReader } from './body-reader.ts';
import { webhookFailures } from './failures.ts';

type KeptKey = { readonly digest: string; readonly taken: number };

const gone: Bilingual = { en: 'the gateway closed the connection', zh: '网关关闭了连接' };
/** So many pushes may come again. */
const keysMax = 500;
const keyCharactersMax = 200;

export async function openWebhook(link: Link, name: string, reader: BodyReader): Promise<Session> {
  return new WebhookSession(link, name, reader);
}

class WebhookSession implements Session {
  readonly closed: Promise<Bilingual>;
  readonly #link: Link;
  readonly #name: string;
  readonly #reader: BodyReader;
  readonly #over = Promise.withResolvers<Bilingual>();
  /** By digest of the key; the oldest first. */
  readonly #keys: Map<string, KeptKey>;
  /** To be forgotten with the next step. */
  readonly #gone: StepKey[] = [];
  readonly #underWay = new Map<string, { digest: string; taken: Promise<PushTaken> }>();
  #full = false;
  #isOver = false;
  #pushes = 0;
  #refused = 0;
  #repeated = 0;

  constructor(link: Link, name: string, reader: BodyReader) {
    this.#link = link;
    this.#name = name;
    this.#reader = reader;
    this.#keys = new Map([...link.keys()].map(([key, value]) => [key, keptOf(value)]));
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
    const taken = this.#take(pushed, { key, digest });
    this.#underWay.set(key, { digest, taken });
    try {
      const outcome = await taken;
      this.#keys.set(key, { digest, taken: outcome.taken });
      for (const oldest of this.#keys.keys()) {
        if (this.#keys.size <= keysMax) break;
        this.#keys.delete(oldest);
        this.#gone.push([oldest, '']);
      }
      return outcome;
    } finally {
      this.#underWay.delete(key);
    }
  }

  async #take(pushed: Pushed, once?: { key: string; digest: string }): Promise<PushTaken> {
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
    const tell = (): void => {
      for (const { timeUs, readings } of moments) listener.observed(timeUs, readings);
    };
    if (once === undefined) tell();
    else {
      const key: StepKey = [once.key, `${once.digest} ${count}`];
      listener.together([key, ...this.#gone.splice(0)], tell);
    }
    try {
      await listener.durable();
    } catch (error) {
      throw webhookFailures['not-listening']({ name, why: gone }, error);
    }
    this.#pushes += 1;
    return { taken: count, repeated: false, problems: told };
  }
}

function digestOf(value: string | Uint8Array): string {
  return createHash('sha256').update(value).digest('base64url').slice(0, 22);
}

function keptOf(value: string): KeptKey {
  const [digest = '', taken = '0'] = value.split(' ');
  return { digest, taken: Number(taken) };
}

function withRemedy({ line, key, trouble, excerpt }: RecordProblem): PushProblem {
  return { line, key, trouble, excerpt, remedy: recordRemedies[trouble] };
}
