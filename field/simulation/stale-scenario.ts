// A recursive node on a lossy network while the authority is cut off for long and comes back. Clients ask on; a
// model knows which versions there were and when, and what may be said of each: fresh answers within their time to
// live, old ones marked and only while they may be given, failures only where there is nothing to give.
import { sleep, type Clock } from '../../server/src/kernel/world/clock.ts';
import { Failure } from '../../server/src/kernel/failure/failure.ts';
import { integer } from '../../server/src/kernel/world/random.ts';
import { silentLog } from '../../server/src/kernel/log/log.ts';
import { MetricsRegistry } from '../../server/src/kernel/metrics/metrics.ts';
import type { World } from '../../server/src/kernel/world/world.ts';
import { SimulatedMachines } from '../../server/src/kernel/world/simulated/machines.ts';
import { textValue } from '../../server/src/modules/identifiers/authority/new-values.ts';
import { listenerBounds } from '../../server/src/modules/identifiers/listeners/message-handler.ts';
import { openListeners } from '../../server/src/modules/identifiers/listeners/open-listeners.ts';
import type { Finding } from '../../server/src/modules/identifiers/listeners/record-source.ts';
import { ResolveTally } from '../../server/src/modules/identifiers/listeners/resolve-tally.ts';
import { Responder } from '../../server/src/modules/identifiers/listeners/responder.ts';
import { Asker } from '../../server/src/modules/identifiers/recursive/asker.ts';
import { RecursiveResolver } from '../../server/src/modules/identifiers/recursive/recursive-resolver.ts';
import { encodeValueBlock } from '../../server/src/wire/handle/handle.ts';

export type StaleReport = {
  readonly violations: readonly string[];
  readonly fresh: number;
  readonly stale: number;
  readonly failed: number;
  readonly prefetches: number;
};

const hosts = { authority: '10.0.0.1', recursive: '10.0.0.2' };
const handleCount = 8;
const ttlS = 20;
const staleMaxS = 120;
const questions = 1_500;
/** What a walk on the lossy network may take from asking to answer. */
const walkSlackMs = 6_000;
const title = { en: 'authority', zh: '权威节点' };

type Version = { readonly number: number; readonly sinceMs: number };
/** Deliberate faults for the canary: the checker must see them. */
export type Fault = 'hides-stale' | 'keeps-too-long';

export async function runStaleScenario(seed: number, fault?: Fault): Promise<StaleReport> {
  const scenario = new StaleScenario(seed, fault);
  await scenario.machines.time.run(scenario.play(), 7_200_000);
  return scenario.report();
}

class StaleScenario {
  readonly machines: SimulatedMachines;
  readonly #fault: Fault | undefined;
  readonly #violations: string[] = [];
  /** Every version of each handle that the authority ever told. */
  readonly #versions = new Map<string, Version[]>();
  /** When the authority told the newest version that a client was given: it is in the cache. */
  readonly #held = new Map<string, number>();
  #counts = { fresh: 0, stale: 0, failed: 0 };
  #resolver: RecursiveResolver | undefined;
  /** Since when the authority can be reached or not. */
  #line = { up: true, sinceMs: 0 };
  #asking = true;

  constructor(seed: number, fault?: Fault) {
    const quality = { latencyMs: [0.5, 25], loss: 0.1, duplication: 0.05 } as const;
    this.machines = new SimulatedMachines(seed, quality);
    this.#fault = fault;
  }

  report(): StaleReport {
    const { prefetches = 0 } = this.#resolver?.tally ?? {};
    return { violations: this.#violations, ...this.#counts, prefetches };
  }

  async play(): Promise<void> {
    await this.#startAuthority(this.machines.machine(hosts.authority).boot());
    const world = this.machines.machine(hosts.recursive).boot();
    const resolver = await this.#startResolver(world);
    const misfortunes = this.#misfortunes(world.clock);
    for (let asked = 0; asked < questions; asked++) {
      const hot = this.machines.random.chance(0.6);
      const handle = `88.1/P-${hot ? 0 : integer(this.machines.random, handleCount)}`;
      await this.#ask(resolver, handle);
      await sleep(world.clock, this.machines.random.between(10, 600));
    }
    this.#asking = false;
    await misfortunes;
  }

  async #startAuthority({ network, clock }: World): Promise<void> {
    const source = {
      authoritative: true,
      site: new Uint8Array(0),
      siteSerial: 1,
      plain: () => undefined,
      find: ({ key }: { key: string }): Finding => this.#tell(key, clock),
    };
    const tally = new ResolveTally('authority', new MetricsRegistry());
    const handler = new Responder({ source, clock, tally, log: silentLog });
    const address = { host: hosts.authority, port: 2_641 };
    await openListeners(address, { network, clock, handler, bounds: listenerBounds, title });
  }

  /** Each answer is a version of its own, so that the checker knows when it was given. */
  #tell(key: string, clock: Clock): Finding {
    const versions = this.#versions.get(key) ?? [];
    this.#versions.set(key, versions);
    versions.push({ number: versions.length, sinceMs: this.machines.time.elapsedMs });
    const text = `${key} ${versions.length - 1}`;
    const value = {
      ...textValue({ index: 1, type: 'T', text, nowMs: clock.now() }),
      ttlSeconds: ttlS,
    };
    return { code: 1, block: encodeValueBlock([value]) };
  }

  async #startResolver(world: World): Promise<RecursiveResolver> {
    const asker = await Asker.open(world, { retryMs: 150, timeoutMs: 1_500 });
    const root = { node: 'authority', host: hosts.authority, udpPort: 2_641, tcpPort: 2_641 };
    this.#resolver = new RecursiveResolver({
      asker,
      clock: world.clock,
      random: world.random,
      roots: [root],
      cacheBytesMax: 1_000_000,
      negativeTtlS: 1,
      notResponsibleTtlS: 1,
      unreachableTtlS: 2,
      staleMaxS: this.#fault === 'keeps-too-long' ? staleMaxS * 100 : staleMaxS,
      staleWaitMs: 1_000,
      prefetchMax: 4,
      walksMax: 100,
      walkTimeoutMs: 5_000,
      site: new Uint8Array(0),
    });
    return this.#resolver;
  }

  /** The line is cut for short and long whiles; once for longer than an old answer may be given. */
  async #misfortunes(clock: Clock): Promise<void> {
    const { random, network } = this.machines;
    let round = 0;
    while (this.#asking) {
      await sleep(clock, random.between(20_000, 60_000));
      network.cut(hosts.authority, hosts.recursive);
      this.#line = { up: false, sinceMs: this.machines.time.elapsedMs };
      const lastsMs = round++ === 1 ? (staleMaxS + ttlS) * 1_400 : random.between(5_000, 90_000);
      await sleep(clock, lastsMs);
      network.heal(hosts.authority, hosts.recursive);
      this.#line = { up: true, sinceMs: this.machines.time.elapsedMs };
    }
  }

  async #ask(resolver: RecursiveResolver, handle: string): Promise<void> {
    const { time } = this.machines;
    const askedMs = time.elapsedMs;
    try {
      const { values, provenance } = await resolver.resolve(handle);
      const text = String(values[0]?.data.value);
      const staleForS = this.#fault === 'hides-stale' ? undefined : provenance?.staleForS;
      this.#check(handle, { text, staleForS, ttl: values[0]?.ttl ?? 0, askedMs });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.#counts.failed += 1;
      this.#checkFailure(handle, askedMs);
    }
  }

  #check(
    handle: string,
    told: { text: string; staleForS: number | undefined; ttl: number; askedMs: number },
  ): void {
    const { text, staleForS, ttl, askedMs } = told;
    const [key = '', number = ''] = text.split(' ');
    const version = this.#versions.get(key)?.[Number(number)];
    if (key !== handle || version === undefined) return this.#violate(handle, `invented: ${text}`);
    this.#held.set(handle, version.sinceMs);
    const nowMs = this.machines.time.elapsedMs;
    const leastAgeMs = askedMs - version.sinceMs - walkSlackMs;
    if (staleForS === undefined) {
      this.#counts.fresh += 1;
      if (leastAgeMs > ttlS * 1000) this.#violate(handle, `fresh at an age of ${leastAgeMs} ms`);
      if (ttl > ttlS - Math.max(0, leastAgeMs) / 1000 + 1) this.#violate(handle, `ttl ${ttl}`);
      return;
    }
    this.#counts.stale += 1;
    if (nowMs - version.sinceMs < ttlS * 1000) this.#violate(handle, 'stale before its time');
    if (leastAgeMs > (ttlS + staleMaxS) * 1000) this.#violate(handle, 'stale for too long');
    if (ttl > 30) this.#violate(handle, `stale with ttl ${ttl}`);
    const upForMs = askedMs - this.#line.sinceMs;
    const settled = this.#line.up && upForMs > 120_000;
    if (settled) this.#violate(handle, `stale ${upForMs} ms after the line was mended`);
  }

  /** A failure is right only where nothing may be given: never asked, or too old. */
  #checkFailure(handle: string, askedMs: number): void {
    const heldForMs = askedMs - (this.#held.get(handle) ?? -Infinity);
    if (heldForMs < (ttlS + staleMaxS) * 1000 - walkSlackMs) {
      this.#violate(handle, `failed with an answer of ${heldForMs} ms at hand`);
    }
    const upForMs = askedMs - this.#line.sinceMs;
    if (this.#line.up && upForMs > 120_000)
      this.#violate(handle, `failed ${upForMs} ms after mending`);
  }

  #violate(handle: string, what: string): void {
    const at = Math.round(this.machines.time.elapsedMs);
    this.#violations.push(`${handle} at ${at} ms: ${what}`);
  }
}
