// A connection to one SHDR adapter: bytes come in, observations go to the gateway.
import type { Address, TcpConnection } from '../../../../kernel/world/network.ts';
import { fill, same, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { encodePing } from '../../../../wire/shdr/encode.ts';
import type { ShdrMessage, ShdrObservation, ShdrOutcome } from '../../../../wire/shdr/message.ts';
import { ShdrReader } from '../../../../wire/shdr/reader.ts';
import type { Link, ObservedReading, Session } from '../protocol.ts';
import { Heartbeat } from './heartbeat.ts';
import type { ItemLookup } from './item-lookup.ts';
import { remedies } from './remedies.ts';
import { readSeries, readValue, type ReadValue } from '../mtconnect/values.ts';

export async function openSession(
  link: Link,
  address: Address,
  lookup: ItemLookup,
): Promise<Session> {
  const connection = await link.world.network.connectTcp(address, link.connectTimeoutMs);
  return new ShdrSession(link, lookup, connection);
}

/** Why a connection ended. */
const endings = {
  machine: { en: 'the machine closed the connection', zh: '设备关闭了连接' },
  gateway: { en: 'the gateway closed the connection', zh: '网关关闭了连接' },
  silence: { en: 'nothing was heard for {seconds} s', zh: '{seconds} 秒内没有收到任何数据' },
} satisfies Record<string, Bilingual>;

class ShdrSession implements Session {
  readonly closed: Promise<Bilingual>;
  readonly #link: Link;
  readonly #lookup: ItemLookup;
  readonly #connection: TcpConnection;
  readonly #reader: ShdrReader;
  readonly #heartbeat: Heartbeat;
  #reason: Bilingual | undefined;

  constructor(link: Link, lookup: ItemLookup, connection: TcpConnection) {
    this.#link = link;
    this.#lookup = lookup;
    this.#connection = connection;
    this.#reader = new ShdrReader({ kindOf: (key) => lookup.find(key)?.kind });
    this.closed = new Promise((resolve) => {
      connection.onClose((error) => {
        this.#heartbeat.stop();
        for (const outcome of this.#reader.end()) this.#take(outcome);
        resolve(this.#reason ?? (error ? same(error.message) : endings.machine));
      });
    });
    this.#heartbeat = new Heartbeat({
      clock: link.world.clock,
      silenceMs: link.silenceMs,
      ping: () => void connection.write(encodePing()),
      lost: (silenceMs) => this.#drop(fill(endings.silence, { seconds: silenceMs / 1_000 })),
    });
    connection.onData((chunk) => {
      this.#heartbeat.heard();
      for (const outcome of this.#reader.push(chunk)) this.#take(outcome);
    });
  }

  pause(): void {
    this.#heartbeat.hold(true);
    this.#connection.pause();
  }

  resume(): void {
    this.#heartbeat.hold(false);
    this.#connection.resume();
  }

  close(): void {
    this.#drop(endings.gateway);
  }

  #drop(reason: Bilingual): void {
    this.#reason ??= reason;
    this.#connection.destroy();
  }

  #take(outcome: ShdrOutcome): void {
    if (outcome.ok) this.#act(outcome.message);
    else {
      const { trouble, excerpt } = outcome;
      this.#link.listener.refused({
        what: 'line',
        key: trouble,
        excerpt,
        remedy: remedies[trouble],
      });
    }
  }

  #act(message: ShdrMessage): void {
    switch (message.kind) {
      case 'observations':
        this.#observe(message.timeUs, message.observations);
        if (message.withoutValue !== undefined)
          this.#refuseValue(message.withoutValue, '', 'no-value');
        return;
      case 'pong':
        this.#heartbeat.pong(message.intervalMs);
        return;
      case 'command':
        if (message.name === 'device' && !this.#lookup.prefer(message.value)) {
          this.#refuseKey(message.value, `* device: ${message.value}`);
        }
        return;
      // Assets are documents about tools and fixtures, not readings; a ping is for adapters.
      case 'asset':
      case 'asset-changed':
      case 'asset-removed':
      case 'assets-removed':
      case 'ping':
    }
  }

  #observe(timeUs: number | undefined, observations: readonly ShdrObservation[]): void {
    const readings: ObservedReading[] = [];
    for (const { key, values } of observations) {
      const found = this.#lookup.find(key);
      if (!found) this.#refuseKey(key, `${key}|${values.join('|')}`);
      else if (found.kind === 'timeseries') {
        for (const { beforeUs, ...read } of readSeries(found, values)) {
          const at = (timeUs ?? this.#link.world.clock.now() * 1_000) - beforeUs;
          this.#link.listener.observed(at, [this.#reading(found.signal, key, values, read)]);
        }
      } else readings.push(this.#reading(found.signal, key, values, readValue(found, values)));
    }
    if (readings.length > 0) this.#link.listener.observed(timeUs, readings);
  }

  #reading(
    signal: number,
    key: string,
    values: readonly string[],
    read: ReadValue,
  ): ObservedReading {
    if (read.refused) this.#refuseValue(key, values.join('|'), read.refused);
    return { signal, value: read.value, quality: read.quality };
  }

  #refuseKey(key: string, excerpt: string): void {
    const remedy = remedies['unknown-key'];
    this.#link.listener.refused({ what: 'key', key, excerpt: excerpt.slice(0, 120), remedy });
  }

  #refuseValue(key: string, text: string, reason: keyof typeof remedies): void {
    const excerpt = text.slice(0, 120);
    this.#link.listener.refused({ what: 'value', key, excerpt, remedy: remedies[reason] });
  }
}
