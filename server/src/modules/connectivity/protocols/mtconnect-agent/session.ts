// A connection to one MTConnect agent: its devices are learned, what its buffer still holds is read from where
// we stopped, and then its stream. What the buffer no longer holds is counted and told as a gap.
import { isFailure } from '../../../../kernel/failure/failure.ts';
import { same, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { sleep } from '../../../../kernel/world/clock.ts';
import type { HttpAnswer } from '../../../../kernel/world/http.ts';
import { boundaryIn, MultipartReader } from '../../../../wire/multipart/multipart-reader.ts';
import type { Figure } from '../../api.ts';
import { Position } from '../position.ts';
import type { Link, Session } from '../protocol.ts';
import { bodyOf, cutOff, WebClient } from '../web/web-client.ts';
import { shownUrl, type WebConnection } from '../web/web-settings.ts';
import { AgentClient, documentBytesMax } from './agent-client.ts';
import type { AgentDocument, AgentHeader } from './agent-document.ts';
import { agentFailures } from './failures.ts';
import { Gate } from '../gate.ts';
import { learnDevices, type KnownItems } from './known-items.ts';
import { ObservationReader } from './observation-reader.ts';
import { remedies } from './remedies.ts';

export type AgentSettings = {
  readonly name: string;
  readonly enterprise: string;
  readonly location?: readonly string[] | undefined;
  readonly connection: WebConnection & {
    readonly intervalMs?: number;
    readonly heartbeatMs?: number;
    readonly count?: number;
    readonly fromBuffer?: boolean;
  };
};

/** How far an agent was read: `next` counts within the life of one buffer. */
export type AgentPosition = { readonly instanceId: string; readonly next: number };

const endings = {
  gateway: { en: 'the gateway closed the connection', zh: '网关关闭了连接' },
  silence: {
    en: 'the agent said nothing, not even its heartbeat',
    zh: '代理没有任何数据，也没有心跳',
  },
  restarted: { en: 'the agent was started again', zh: '代理已重新启动' },
  backwards: { en: 'the agent counts backwards', zh: '代理的序号倒退' },
  empty: {
    en: 'the agent ended its stream without a word',
    zh: '代理未发送任何数据就结束了数据流',
  },
} satisfies Record<string, Bilingual>;

export async function openAgent(link: Link, settings: AgentSettings): Promise<Session> {
  const { name, connection } = settings;
  const web = new WebClient(link.world, name, connection, link.connectTimeoutMs);
  const client = new AgentClient(web);
  const probe = await client.probe(AbortSignal.timeout(link.connectTimeoutMs * 4));
  const known = await learnDevices(link.listener, probe.root, settings);
  const remembered = positionOf(await link.memory.read());
  const { instanceId, version } = probe.header;
  return new AgentSession(link, {
    client,
    url: web.url,
    known,
    instanceId,
    version,
    remembered,
    settings,
  });
}

type Opened = {
  readonly client: AgentClient;
  readonly url: string;
  readonly known: KnownItems;
  readonly instanceId: string;
  readonly version: string;
  readonly remembered: AgentPosition | undefined;
  readonly settings: AgentSettings;
};

type Ending = keyof typeof endings;
class Ended extends Error {
  readonly ending: Ending;
  constructor(ending: Ending) {
    super(ending);
    this.ending = ending;
  }
}

class AgentSession implements Session {
  readonly closed: Promise<Bilingual>;
  readonly #link: Link;
  readonly #opened: Opened;
  readonly #reader: ObservationReader;
  readonly #position: Position<AgentPosition>;
  readonly #gate = new Gate();
  readonly #stopping = new AbortController();
  #ending: Ending = 'gateway';
  #next: number | undefined;
  #documents = 0;
  #missed = 0;
  #behind = 0;

  constructor(link: Link, opened: Opened) {
    this.#link = link;
    this.#opened = opened;
    this.#reader = new ObservationReader(link, opened.known);
    this.#position = new Position(link);
    this.#next = opened.remembered?.next;
    this.closed = this.#run();
  }

  pause(): void {
    this.#gate.hold(true);
  }

  resume(): void {
    this.#gate.hold(false);
  }

  close(): void {
    this.#stopping.abort();
    this.#gate.hold(false);
    this.#position.stop();
  }

  figures(): readonly Figure[] {
    return [
      {
        name: 'documents',
        title: { en: 'Documents read', zh: '已读取文档数' },
        value: this.#documents,
      },
      {
        name: 'missed',
        title: {
          en: 'Readings that the agent dropped before we came',
          zh: '代理在读取前已丢弃的读数',
        },
        value: this.#missed,
      },
      {
        name: 'behind',
        title: { en: 'Readings in the agent still to be read', zh: '代理中尚未读取的读数' },
        value: this.#behind,
      },
    ];
  }

  async #run(): Promise<Bilingual> {
    const { signal } = this.#stopping;
    try {
      let again = this.#opened.remembered !== undefined;
      while (!signal.aborted) {
        await this.#align(again);
        again = true;
        await this.#follow();
      }
      return endings[this.#ending];
    } catch (error) {
      if (error instanceof Ended) return endings[error.ending];
      if (signal.aborted) return endings[this.#ending];
      return isFailure(error) ? error.publicMessage : same((error as Error).message);
    } finally {
      this.#position.stop();
      this.#stopping.abort();
    }
  }

  /** Where to go on, and what everything is now that has not changed since. */
  async #align(again: boolean): Promise<void> {
    const { client, instanceId, remembered, settings } = this.#opened;
    const { header, observations } = await client.current(this.#stopping.signal);
    if (header.instanceId !== instanceId) throw new Ended('restarted');
    const { firstSequence: first = 0, nextSequence: last = 0 } = header;
    const sameLife = remembered === undefined || remembered.instanceId === instanceId;
    let from = this.#next;
    if (from === undefined) from = settings.connection.fromBuffer === false ? last : first;
    else if (!sameLife && this.#documents === 0) {
      this.#tellGap('instance', `${remembered?.instanceId ?? ''} → ${instanceId}`);
      from = first;
    } else if (from > last) throw new Ended('backwards');
    if (from < first) {
      this.#missed += first - from;
      this.#tellGap('gap', `${from}–${first - 1}`);
      from = first;
    }
    const before = from;
    const unchanged = observations.filter(({ sequence }) => sequence < before);
    this.#reader.observe(unchanged, again ? header.creationTimeUs : undefined);
    this.#reached(header, from);
  }

  /** Reads the stream until the buffer no longer has what comes next. */
  async #follow(): Promise<void> {
    const { client, version, settings } = this.#opened;
    const { intervalMs = 100, heartbeatMs = 10_000, count = 1_000 } = settings.connection;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const before = this.#documents;
      const asked = { from: this.#next ?? 0, count, intervalMs, heartbeatMs, version };
      const answer = await client.sample(asked, signal);
      const boundary = boundaryIn(answer.headers['content-type'] ?? '');
      const isWhole =
        boundary === undefined
          ? this.#take(client.read(await this.#whole(answer, heartbeatMs), answer.status))
          : await this.#parts(answer, boundary, heartbeatMs);
      if (!isWhole) return;
      if (this.#documents === before) throw new Ended('empty');
      await this.#gate.open;
      // An agent that does not stream is asked again; one that ended its stream, too.
      if (boundary !== undefined || this.#behind === 0)
        await sleep(this.#link.world.clock, intervalMs, signal);
    }
  }

  /** An agent that begins an answer and never ends it is given up. */
  async #whole(answer: HttpAnswer, heartbeatMs: number): Promise<Uint8Array> {
    const watch = this.#watch(answer, heartbeatMs);
    try {
      return await bodyOf(this.#opened.url, answer, documentBytesMax);
    } catch (error) {
      throw watch.silent() ? new Ended('silence') : error;
    } finally {
      watch.stop();
    }
  }

  /** False when the buffer no longer has what comes next. */
  async #parts(answer: HttpAnswer, boundary: string, heartbeatMs: number): Promise<boolean> {
    const reader = new MultipartReader(boundary, { bodyBytesMax: documentBytesMax });
    const watch = this.#watch(answer, heartbeatMs);
    try {
      for await (const chunk of answer.body) {
        for (const outcome of reader.push(chunk)) {
          if (!outcome.ok) {
            throw agentFailures['broken-stream']({
              url: shownUrl(this.#opened.url),
              trouble: outcome.trouble,
            });
          }
          if (!this.#take(this.#opened.client.read(outcome.part.body))) return false;
        }
        if (reader.ended) return true;
        await this.#gate.open;
        watch.heard();
      }
      return true;
    } catch (error) {
      if (watch.silent()) throw new Ended('silence');
      if (isFailure(error) || error instanceof Ended) throw error;
      throw cutOff(this.#opened.url, error);
    } finally {
      watch.stop();
      answer.drop();
    }
  }

  #watch(answer: HttpAnswer, heartbeatMs: number) {
    const { clock } = this.#link.world;
    let silent = false;
    const arm = () =>
      clock.after(heartbeatMs * 2 + this.#link.connectTimeoutMs, () => {
        if (this.#gate.held) timer = arm();
        else {
          silent = true;
          answer.drop();
        }
      });
    let timer = arm();
    return {
      heard: () => {
        timer.cancel();
        timer = arm();
      },
      silent: () => silent,
      stop: () => timer.cancel(),
    };
  }

  /** False when the buffer no longer has what comes next. */
  #take(document: AgentDocument): boolean {
    const url = shownUrl(this.#opened.url);
    if (document.kind === 'errors') {
      const [first = { code: '', text: '' }] = document.errors;
      if (first.code === 'OUT_OF_RANGE') return false;
      throw agentFailures.refused({ url, ...first });
    }
    if (document.kind === 'devices')
      throw agentFailures['not-mtconnect']({ url, found: document.kind });
    const { header, observations } = document;
    if (header.instanceId !== this.#opened.instanceId) throw new Ended('restarted');
    const { nextSequence: next = 0 } = header;
    const from = this.#next ?? 0;
    if (next < from) throw new Ended('backwards');
    this.#documents += 1;
    this.#reader.observe(observations.filter(({ sequence }) => sequence >= from));
    this.#reached(header, next);
    return true;
  }

  #reached(header: AgentHeader, next: number): void {
    this.#next = next;
    this.#behind = Math.max(0, lastOf(header) - next);
    this.#position.reached({ instanceId: this.#opened.instanceId, next });
  }

  #tellGap(key: 'gap' | 'instance', excerpt: string): void {
    this.#link.listener.refused({ what: 'line', key, excerpt, remedy: remedies[key] });
  }
}

function lastOf({ nextSequence = 0 }: AgentHeader): number {
  return nextSequence;
}

function positionOf(value: unknown): AgentPosition | undefined {
  const { instanceId, next } = (value ?? {}) as Partial<AgentPosition>;
  const fits = typeof instanceId === 'string' && Number.isSafeInteger(next);
  return fits ? { instanceId, next: next ?? 0 } : undefined;
}
