// One edge node as a host application knows it (Sparkplug 3.0, clauses 5.5 to 5.9): born or dead, its devices, what
// their metrics are, and messages put back into their order. Pure: messages and time in, effects out.
import type { Metric, Payload, Wide } from '../../../../wire/sparkplug/payload.ts';
import type { MessageType } from '../../../../wire/sparkplug/topic.ts';
import { bdSeqName, Birth, type Misfit, type Told } from './birth.ts';

export type NodeMessage = {
  readonly type: MessageType;
  readonly device?: string;
  readonly payload: Payload;
};

/** Why an edge node is asked to be born again. */
export type RebirthReason = 'no-birth' | 'messages-lost' | 'unknown-metric';

export type HostEffect =
  | { readonly kind: 'born'; readonly device: string | undefined; readonly birth: Birth }
  | { readonly kind: 'told'; readonly sent: Wide | undefined; readonly told: readonly Told[] }
  /** What it told last is stale, from the time of the message, or from now by our clock. */
  | { readonly kind: 'dead'; readonly birth: Birth; readonly at: Wide | undefined }
  | { readonly kind: 'rebirth'; readonly why: RebirthReason }
  | { readonly kind: 'misfit'; readonly device: string | undefined; readonly misfit: Misfit };

export type HostRules = {
  /** How long a message that came too early waits for those before it. */
  readonly reorderMs: number;
  /** A node is asked for its birth at most this often. */
  readonly rebirthEveryMs: number;
  /** How long after the birth of its node a device may take for its own. */
  readonly deviceBirthMs: number;
};

type Device = { birth: Birth; isAlive: boolean };
type Early = { readonly message: NodeMessage };

/** Metrics of messages that wait for earlier ones; beyond, the gap is given up at once. */
const earlyMetricsMax = 200_000;

export class HostedNode {
  readonly #rules: HostRules;
  readonly #aliases = new Map<Wide, { birth: Birth; path: string }>();
  readonly #devices = new Map<string, Device>();
  #birth: Birth | undefined;
  #isAlive = false;
  #bdSeq: Wide | undefined;
  #nextSeq = 0;
  #early = new Map<number, Early>();
  #earlyMetrics = 0;
  #gapAtMs: number | undefined;
  #wanted: RebirthReason | undefined;
  #askedAtMs = -Infinity;
  /** Devices of the birth before that have not been born again. */
  #orphans = new Map<string, Birth>();
  #orphansUntilMs: number | undefined;
  /** Messages that came after a gap that nothing filled. */
  lost = 0;

  constructor(rules: HostRules) {
    this.#rules = rules;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  get births(): readonly Birth[] {
    const devices = [...this.#devices.values()].map(({ birth }) => birth);
    return this.#birth ? [this.#birth, ...devices] : devices;
  }

  /** What is kept of births, those of devices that are awaited too. */
  get metrics(): number {
    const births = [...this.births, ...this.#orphans.values()];
    return births.reduce((sum, { definitions }) => sum + definitions.size + 1, 0);
  }

  isDeviceAlive(device: string | undefined): boolean {
    if (device === undefined) return this.#isAlive;
    return this.#isAlive && this.#devices.get(device)?.isAlive === true;
  }

  /** When `tick` has something to do. */
  get dueMs(): number | undefined {
    const { reorderMs, rebirthEveryMs } = this.#rules;
    const times = [
      this.#gapAtMs === undefined ? Infinity : this.#gapAtMs + reorderMs,
      this.#wanted === undefined ? Infinity : this.#askedAtMs + rebirthEveryMs,
      this.#orphansUntilMs ?? Infinity,
    ];
    const due = Math.min(...times);
    return due === Infinity ? undefined : due;
  }

  /** `nowMs`: of a clock that never goes back. */
  take(message: NodeMessage, nowMs: number): HostEffect[] {
    const effects: HostEffect[] = [];
    if (message.type === 'NBIRTH') this.#bear(message.payload, nowMs, effects);
    else if (message.type === 'NDEATH') this.#die(message.payload, effects);
    else if (!this.#isAlive) this.#want('no-birth', nowMs, effects);
    else this.#inOrder(message, nowMs, effects);
    return effects;
  }

  tick(nowMs: number): HostEffect[] {
    const effects: HostEffect[] = [];
    if (this.#gapAtMs !== undefined && nowMs >= this.#gapAtMs + this.#rules.reorderMs)
      this.#giveUpGap(nowMs, effects);
    if (this.#orphansUntilMs !== undefined && nowMs >= this.#orphansUntilMs) this.#bury(effects);
    if (this.#wanted !== undefined) this.#want(this.#wanted, nowMs, effects);
    return effects;
  }

  #bear(payload: Payload, nowMs: number, effects: HostEffect[]): void {
    this.#aliases.clear();
    this.#early.clear();
    this.#earlyMetrics = 0;
    this.#gapAtMs = undefined;
    this.#wanted = undefined;
    this.#bdSeq = bdSeqOf(payload.metrics);
    this.#nextSeq = next(seqOf(payload) ?? 0);
    this.#isAlive = true;
    for (const [device, { birth, isAlive }] of this.#devices)
      if (isAlive) this.#orphans.set(device, birth);
    this.#devices.clear();
    this.#orphansUntilMs = this.#orphans.size > 0 ? nowMs + this.#rules.deviceBirthMs : undefined;
    const metrics = payload.metrics.filter(({ name }) => name !== bdSeqName);
    this.#birth = new Birth(metrics, this.#aliases);
    this.#tellBirth(undefined, this.#birth, payload, effects);
  }

  #tellBirth(
    device: string | undefined,
    birth: Birth,
    ...[payload, effects]: readonly [Payload, HostEffect[]]
  ): void {
    for (const misfit of birth.misfits) effects.push({ kind: 'misfit', device, misfit });
    effects.push({ kind: 'born', device, birth });
    effects.push({ kind: 'told', sent: payload.timestamp, told: birth.told.splice(0) });
  }

  #die({ metrics }: Payload, effects: HostEffect[]): void {
    const bdSeq = bdSeqOf(metrics);
    // A will of a connection before the present birth says nothing of it.
    const isOld = bdSeq !== undefined && this.#bdSeq !== undefined && bdSeq !== this.#bdSeq;
    if (!this.#isAlive || isOld) return;
    this.#isAlive = false;
    this.#early.clear();
    this.#earlyMetrics = 0;
    this.#gapAtMs = undefined;
    this.#wanted = undefined;
    if (this.#birth) effects.push({ kind: 'dead', birth: this.#birth, at: undefined });
    for (const device of this.#devices.values()) {
      if (device.isAlive) effects.push({ kind: 'dead', birth: device.birth, at: undefined });
      device.isAlive = false;
    }
    this.#bury(effects);
  }

  #bury(effects: HostEffect[]): void {
    for (const birth of this.#orphans.values())
      effects.push({ kind: 'dead', birth, at: undefined });
    this.#orphans.clear();
    this.#orphansUntilMs = undefined;
  }

  #inOrder(message: NodeMessage, nowMs: number, effects: HostEffect[]): void {
    const seq = seqOf(message.payload);
    // Against the standard; what it tells is still true.
    if (seq === undefined) return this.#act(message, nowMs, effects);
    if (seq !== this.#nextSeq) return this.#keepEarly(seq, message, nowMs, effects);
    this.#nextSeq = next(seq);
    this.#act(message, nowMs, effects);
    this.#drain(nowMs, effects);
  }

  #keepEarly(
    seq: number,
    message: NodeMessage,
    ...[nowMs, effects]: readonly [number, HostEffect[]]
  ): void {
    if (this.#early.has(seq)) return;
    this.#early.set(seq, { message });
    this.#earlyMetrics += message.payload.metrics.length;
    this.#gapAtMs ??= nowMs;
    const { reorderMs } = this.#rules;
    if (reorderMs === 0 || this.#earlyMetrics > earlyMetricsMax) this.#giveUpGap(nowMs, effects);
  }

  #drain(nowMs: number, effects: HostEffect[]): void {
    for (let early = this.#pull(); early; early = this.#pull()) {
      this.#nextSeq = next(this.#nextSeq);
      this.#act(early.message, nowMs, effects);
    }
    this.#gapAtMs = this.#early.size === 0 ? undefined : (this.#gapAtMs ?? nowMs);
  }

  #pull(): Early | undefined {
    const early = this.#early.get(this.#nextSeq);
    if (!early) return undefined;
    this.#early.delete(this.#nextSeq);
    this.#earlyMetrics -= early.message.payload.metrics.length;
    return early;
  }

  /** What came is told in its order; what did not come is lost, and the state asked for anew. */
  #giveUpGap(nowMs: number, effects: HostEffect[]): void {
    this.#gapAtMs = undefined;
    this.lost += this.#early.size;
    while (this.#early.size > 0) {
      while (!this.#early.has(this.#nextSeq)) this.#nextSeq = next(this.#nextSeq);
      this.#drain(nowMs, effects);
    }
    this.#want('messages-lost', nowMs, effects);
  }

  #act(message: NodeMessage, nowMs: number, effects: HostEffect[]): void {
    const { type, device, payload } = message;
    if (type === 'DBIRTH' && device !== undefined) {
      // Its numbers of before are gone with its birth of before.
      const before = this.#devices.get(device)?.birth;
      for (const [alias, { birth: owner }] of this.#aliases)
        if (owner === before) this.#aliases.delete(alias);
      const birth = new Birth(payload.metrics, this.#aliases);
      this.#devices.set(device, { birth, isAlive: true });
      this.#orphans.delete(device);
      if (this.#orphans.size === 0) this.#orphansUntilMs = undefined;
      this.#tellBirth(device, birth, payload, effects);
    } else if (type === 'DDEATH' && device !== undefined) {
      const known = this.#devices.get(device);
      if (known?.isAlive === true)
        effects.push({ kind: 'dead', birth: known.birth, at: payload.timestamp });
      if (known) known.isAlive = false;
    } else if (type === 'NDATA' || type === 'DDATA') this.#tell(message, nowMs, effects);
  }

  #tell({ device, payload }: NodeMessage, nowMs: number, effects: HostEffect[]): void {
    const known = device === undefined ? undefined : this.#devices.get(device);
    const birth = device === undefined ? this.#birth : known?.isAlive ? known.birth : undefined;
    if (!birth) return this.#want('no-birth', nowMs, effects);
    const told: Told[] = [];
    for (const metric of payload.metrics) {
      const { name, alias } = metric;
      const aliased = alias === undefined ? undefined : this.#aliases.get(alias);
      const path = aliased?.path ?? name;
      const from = aliased?.birth ?? birth;
      if (path !== undefined && from.resolve(path, metric, told)) continue;
      const key = path ?? `alias ${alias ?? '—'}`;
      effects.push({ kind: 'misfit', device, misfit: { trouble: 'unknown-metric', key } });
      this.#want('unknown-metric', nowMs, effects);
    }
    if (told.length > 0) effects.push({ kind: 'told', sent: payload.timestamp, told });
  }

  /** At most one request in its time; one that must wait is remembered. */
  #want(why: RebirthReason, nowMs: number, effects: HostEffect[]): void {
    if (nowMs < this.#askedAtMs + this.#rules.rebirthEveryMs) {
      this.#wanted = why;
      return;
    }
    this.#wanted = undefined;
    this.#askedAtMs = nowMs;
    effects.push({ kind: 'rebirth', why });
  }
}

function next(seq: number): number {
  return (seq + 1) & 255;
}

function seqOf({ seq }: Payload): number | undefined {
  return typeof seq === 'number' && seq <= 255 ? seq : undefined;
}

function bdSeqOf(metrics: readonly Metric[]): Wide | undefined {
  const metric = metrics.find(({ name }) => name === bdSeqName);
  return metric?.field === 'long' || metric?.field === 'int' ? (metric.value as Wide) : undefined;
}
