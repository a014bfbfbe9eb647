// The keys of a node over time. A new key is published before it signs, so that every resolver can know its
// certificate, and the old one stays certified until nothing that it signed is valid or remembered any more
// (the pre-publication of RFC 6781 §4.1.1.1). The node serves all the while.
import { generateKeyPair } from 'node:crypto';
import { join } from 'node:path';
import type { Disk } from '../../../kernel/world/disk.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import { identifiersFailures } from '../failures.ts';
import { trustFailures } from '../trust/failures.ts';
import { firstSlot, isSlot, slotAfter } from '../trust/key-slots.ts';
import { nodeKeyIn, nodeKeyOf, type NodeKey } from './node-key.ts';

/** `next`: published, does not sign yet; `previous`: signs no more, what it signed is still good. */
export type KeyStage = 'next' | 'current' | 'previous';

export type RingKey = {
  readonly slot: number;
  readonly stage: KeyStage;
  /** When it came to this stage; for `next`, since when the parent certifies it, 0 before. */
  readonly sinceMs: number;
  readonly key: NodeKey;
};

export type RingSpans = {
  /** How long a new key is known before it signs: longer than naming records are kept by resolvers. */
  readonly publishMs: number;
  /** How long an old key stays certified: the life of a signature and the longest time to live. */
  readonly retireMs: number;
};

type Written = {
  readonly slot: number;
  readonly stage: KeyStage;
  readonly sinceMs: number;
  readonly file: string;
};
type Held = Written & { readonly key: NodeKey };
type RingOptions = {
  readonly folder: string;
  readonly disk: Disk;
  readonly clock: Clock;
  readonly spans: RingSpans;
};

const listFile = 'node-keys.json';
const rsaBits = 2_048;

export class KeyRing {
  readonly #options: RingOptions;
  #held: readonly Held[];

  /** Makes the first key where there is none. Fails with `identifiers.bad-node-key`. */
  static async open(options: RingOptions): Promise<KeyRing> {
    const { folder, disk } = options;
    const first = { slot: firstSlot, stage: 'current', sinceMs: 0, file: 'node.key' } as const;
    const list = await writtenList(join(folder, listFile), disk);
    if (list === undefined) {
      return new KeyRing(options, [{ ...first, key: await nodeKeyIn(folder, disk) }]);
    }
    const held = list.map(async (one) => ({ ...one, key: await keyIn(folder, one.file, disk) }));
    return new KeyRing(options, await Promise.all(held));
  }

  private constructor(options: RingOptions, held: readonly Held[]) {
    this.#options = options;
    this.#held = held;
  }

  /** The key that signs. */
  get current(): RingKey {
    const current = this.#held.find(({ stage }) => stage === 'current');
    if (current === undefined) throw identifiersFailures['bad-node-key']({ file: listFile });
    return current;
  }

  get keys(): readonly RingKey[] {
    return this.#held;
  }

  /** Makes the next key. Fails with `trust.roll-over-under-way`. */
  async begin(): Promise<RingKey> {
    if (this.#held.length > 1) throw trustFailures['roll-over-under-way']();
    const slot = slotAfter(this.current.slot);
    const file = `node-${slot}.key`;
    const pem = await newKeyPem();
    const path = join(this.#options.folder, file);
    await this.#options.disk.write(path, Buffer.from(pem), { privateToOwner: true });
    const next = { slot, stage: 'next', sinceMs: 0, file, key: nodeKeyOf(pem, file) } as const;
    await this.#keep([...this.#held, next]);
    return next;
  }

  /** The parent certifies the next key from now on. */
  async told(): Promise<void> {
    const sinceMs = this.#options.clock.now();
    await this.#keep(
      this.#held.map((one) =>
        one.stage === 'next' && one.sinceMs === 0 ? { ...one, sinceMs } : one,
      ),
    );
  }

  /** Does what is due; true when the keys changed. */
  async advance(): Promise<boolean> {
    const { spans, clock } = this.#options;
    const nowMs = clock.now();
    const next = this.#held.find(({ stage }) => stage === 'next');
    if (next !== undefined && next.sinceMs > 0 && nowMs - next.sinceMs >= spans.publishMs) {
      await this.#keep(this.#held.map((one) => ({ ...one, ...moved(one.stage), sinceMs: nowMs })));
      return true;
    }
    const previous = this.#held.find(({ stage }) => stage === 'previous');
    if (previous === undefined || nowMs - previous.sinceMs < spans.retireMs) return false;
    await this.#keep(this.#held.filter((one) => one !== previous));
    await this.#options.disk.remove(join(this.#options.folder, previous.file));
    return true;
  }

  /** When the next step is due; undefined when none is, or the parent must be told first. */
  get dueMs(): number | undefined {
    const { spans } = this.#options;
    for (const { stage, sinceMs } of this.#held) {
      if (stage === 'next' && sinceMs > 0) return sinceMs + spans.publishMs;
      if (stage === 'previous') return sinceMs + spans.retireMs;
    }
    return undefined;
  }

  /** On disk first, so that a crash leaves either the old keys or the new ones. */
  async #keep(held: readonly Held[]): Promise<void> {
    const list = held.map(({ slot, stage, sinceMs, file }) => ({ slot, stage, sinceMs, file }));
    const { folder, disk } = this.#options;
    await disk.write(join(folder, listFile), Buffer.from(`${JSON.stringify(list)}\n`));
    this.#held = held;
  }
}

function moved(stage: KeyStage): { readonly stage: KeyStage } {
  return { stage: stage === 'next' ? 'current' : 'previous' };
}

async function keyIn(folder: string, name: string, disk: Disk): Promise<NodeKey> {
  const file = join(folder, name);
  const bytes = await disk.read(file);
  return nodeKeyOf(Buffer.from(bytes ?? []).toString('latin1'), file);
}

async function writtenList(file: string, disk: Disk): Promise<readonly Written[] | undefined> {
  const bytes = await disk.read(file);
  if (bytes === undefined) return undefined;
  const list = parsed(Buffer.from(bytes).toString());
  if (!Array.isArray(list) || !list.every(isWritten)) {
    throw trustFailures['bad-key-list']({ file });
  }
  return list;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const stages: readonly unknown[] = ['next', 'current', 'previous'];
const keyFile = /^node(-\d{3})?\.key$/;

function isWritten(value: unknown): value is Written {
  if (typeof value !== 'object' || value === null) return false;
  const { slot, stage, sinceMs, file } = value as Record<string, unknown>;
  if (typeof slot !== 'number' || !isSlot(slot) || typeof sinceMs !== 'number') return false;
  return stages.includes(stage) && typeof file === 'string' && keyFile.test(file);
}

/** Takes a tenth of a second or more, on another thread. */
function newKeyPem(): Promise<string> {
  return new Promise((resolve, reject) => {
    generateKeyPair('rsa', { modulusLength: rsaBits }, (error, _publicKey, privateKey) => {
      if (error === null) resolve(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
      else reject(error);
    });
  });
}
