// A connection to a controller: its tags are read at their intervals, many in one packet, and written.
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { cipService, objectRequest } from '../../../../wire/cip/message.ts';
import type { Figure } from '../../api.ts';
import { PollSchedule } from '../../polling/poll-schedule.ts';
import { figuresOf } from '../figures.ts';
import type { Link, ObservedReading, Session, SignalWrite, WriteOutcome } from '../protocol.ts';
import { Batches } from './batches.ts';
import { CipClient } from './cip-client.ts';
import { ethernetIpFailures } from './failures.ts';
import { endings } from './remedies.ts';
import type { ControllerSettings } from './settings.ts';
import type { Tag } from './tags.ts';
import { writeTag } from './write-tag.ts';

const figureTitles = {
  packets: { en: 'Packets of requests', zh: '请求包数' },
  'packet-size': { en: 'Largest packet', zh: '最大包长', unit: 'By' },
  connected: {
    en: 'Messages over a connection (1) or without (0)',
    zh: '连接报文（1）或非连接（0）',
  },
  unreadable: { en: 'Tags that cannot be read', zh: '无法读取的标签数' },
};

export type PolledTag = { readonly tag: Tag; readonly intervalMs: number };

/** Devices close what says nothing for two minutes. */
const keepAliveMs = 30_000;

/** Fails with `world.cannot-connect`, `ethernet-ip.no-session` or `ethernet-ip.refused`. */
export async function openSession(
  link: Link,
  settings: ControllerSettings,
  makeTags: () => readonly PolledTag[],
): Promise<Session> {
  const client = await CipClient.reach(link, settings);
  try {
    await client.register();
    const refused = await client.open();
    if (refused) throw ethernetIpFailures.refused({ what: 'Forward Open', why: refused });
  } catch (error) {
    client.close(endings.gateway);
    throw error;
  }
  return new ControllerSession(link, client, makeTags());
}

class ControllerSession implements Session {
  readonly closed: Promise<Bilingual>;
  readonly #link: Link;
  readonly #client: CipClient;
  readonly #batches: Batches;
  readonly #tags: readonly Tag[];
  readonly #schedule: PollSchedule;
  /** Signals that told nothing usable last time; said once until they do. */
  readonly #silent = new Map<number, string>();

  constructor(link: Link, client: CipClient, polled: readonly PolledTag[]) {
    this.#link = link;
    this.#client = client;
    this.#batches = new Batches(client);
    this.#tags = polled.map(({ tag }) => tag);
    this.#schedule = this.#scheduled(polled);
    this.closed = client.link.closed.then(async (reason) => {
      await this.#schedule.stop();
      return reason;
    });
    this.#schedule.start();
  }

  pause(): void {
    this.#schedule.hold(true);
  }

  resume(): void {
    this.#schedule.hold(false);
  }

  close(): void {
    this.#client.close(endings.gateway);
  }

  figures(): readonly Figure[] {
    const values = {
      packets: this.#batches.packets,
      'packet-size': this.#client.capacity,
      connected: this.#client.isConnected ? 1 : 0,
      unreadable: this.#silent.size,
    };
    return [...this.#schedule.figures(), ...figuresOf(figureTitles, values)];
  }

  async write(writes: readonly SignalWrite[]): Promise<readonly WriteOutcome[]> {
    await this.#probe(writes.map(({ signal }) => signal));
    const outcomes: WriteOutcome[] = [];
    for (const { signal, value } of writes) {
      const tag = this.#tags[signal];
      outcomes.push(
        tag ? await writeTag(this.#batches, tag, value) : { taken: false, why: unknownTag },
      );
    }
    return outcomes;
  }

  read(signals: readonly number[]): Promise<readonly ObservedReading[]> {
    return this.#ask(signals);
  }

  #scheduled(polled: readonly PolledTag[]): PollSchedule {
    const { clock } = this.#link.world;
    const positions = polled.map((_, position) => position);
    const groups = Map.groupBy(positions, (position) => polled[position]?.intervalMs ?? 0);
    const polls = [...groups].map(([intervalMs, signals]) => ({
      queue: 'controller',
      intervalMs,
      run: async () => this.#link.listener.observed(undefined, await this.#told(signals)),
      down: () => {}, // the connection is over, and with it all signals are marked
    }));
    const keepAlive = {
      queue: 'controller',
      intervalMs: keepAliveMs,
      run: async () => void (await this.#client.send(alive)),
      down: () => {},
    };
    const pauses = { pauseFirstMs: 100, pauseMaxMs: 10_000 };
    return new PollSchedule({ clock, ...pauses, tasks: [...polls, keepAlive] });
  }

  /** Without what was said already: a tag that stays unreadable is bad once. */
  async #told(signals: readonly number[]): Promise<ObservedReading[]> {
    const before = new Set(this.#silent.keys());
    const readings = await this.#ask(signals);
    return readings.filter(({ signal }) => !before.has(signal) || !this.#silent.has(signal));
  }

  async #ask(signals: readonly number[]): Promise<ObservedReading[]> {
    await this.#probe(signals);
    const known = signals.flatMap((signal) => {
      const tag = this.#tags[signal];
      return tag === undefined ? [] : [{ signal, tag }];
    });
    const asked = known.map(({ tag }) => ({
      request: tag.request,
      answerOctets: tag.answerOctets,
    }));
    const replies = await this.#batches.send(asked);
    return known.flatMap(({ signal, tag }, n) => {
      const reply = replies[n];
      if (!reply) return [];
      const { value, quality, remedy } = tag.read(reply);
      if (remedy === undefined) this.#silent.delete(signal);
      else if (this.#silent.get(signal) !== remedy.en) {
        if (value === null) this.#silent.set(signal, remedy.en);
        const excerpt = String(value);
        this.#link.listener.refused({ what: 'value', key: tag.name, excerpt, remedy });
      }
      return [{ signal, value, quality }];
    });
  }

  async #probe(signals: readonly number[]): Promise<void> {
    const unknown = signals.flatMap((signal) => {
      const tag = this.#tags[signal];
      const request = tag?.probe;
      return tag && request ? [{ tag, request, answerOctets: tag.answerOctets }] : [];
    });
    const replies = await this.#batches.send(unknown);
    unknown.forEach(({ tag }, n) => {
      const reply = replies[n];
      if (reply) tag.probed(reply);
    });
  }
}

const alive = objectRequest(cipService.getAttributeSingle, {
  classId: 1,
  instance: 1,
  attribute: 5,
});

const unknownTag = { en: 'the controller has no such signal', zh: '控制器没有该测点' };
