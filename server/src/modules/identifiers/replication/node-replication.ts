// The replication of one node: a primary that feeds its mirrors, or a mirror that follows, until it is made
// the primary. A primary that was replaced while it was away finds out, and takes no more changes.
import { Failure } from '../../../kernel/failure/failure.ts';
import type { Log } from '../../../kernel/log/log.ts';
import type { World } from '../../../kernel/world/world.ts';
import type { MirrorSite, NodePlace } from '../api.ts';
import { mirrorsMax } from '../authority/naming-sites.ts';
import { replicationFailures } from './failures.ts';
import type { NodeKey } from '../node-key/node-key.ts';
import type { RecordStore } from '../records/record-store.ts';
import { compareWithPrimary, type Comparison } from './compare.ts';
import { ReplicationFeed } from './feed.ts';
import { Follower, type FollowerState } from './follower.ts';
import { NodeLife } from './life.ts';
import type { MirrorPlace, ReplicationState } from './pages.ts';
import { PrimaryClient } from './primary-client.ts';
import { clockDifferenceMsMax } from './proof.ts';

export type ReplicationOptions = {
  /** Canonical. */
  readonly prefix: string;
  readonly store: RecordStore;
  readonly key: NodeKey;
  readonly world: World;
  readonly log: Log;
  /** The node's own folder. */
  readonly folder: string;
  /** Where the primary is; empty for a primary. */
  readonly mirrorOf: string;
  /** PEM of the authority that vouches for the primary's certificate. */
  readonly authority: string | undefined;
  /** Fingerprints of the keys of mirrors. */
  readonly mirrors: readonly string[];
  /** Where this process's HTTP interface is reached. */
  readonly ownUrl: () => string;
};

export type ReplicationStatus = ReplicationState & {
  readonly primary?: string;
  readonly following?: FollowerState;
  readonly mirrors: ReplicationFeed['mirrors'];
  readonly replacedBy?: string;
};

export type PrimaryDuties = {
  /** What a primary does at its start, should this become one. */
  readonly lead: () => Promise<void>;
  /** A mirror is at a new place, which the parent has to hear of. */
  readonly told: () => Promise<unknown>;
};

export class NodeReplication {
  readonly feed: ReplicationFeed;
  readonly #options: ReplicationOptions;
  readonly #life: NodeLife;
  readonly #primary: PrimaryClient | undefined;
  readonly #follower: Follower | undefined;
  #place: NodePlace | undefined;
  #isPromoting = false;
  #duties: PrimaryDuties | undefined;

  /** Fails with `replication.unsafe-primary`. */
  static async start(options: ReplicationOptions): Promise<NodeReplication> {
    return new NodeReplication(options, await NodeLife.in(options.folder, options.world));
  }

  private constructor(options: ReplicationOptions, life: NodeLife) {
    const { store, world, mirrorOf, authority, log, prefix, key, mirrors } = options;
    const { clock } = world;
    this.#options = options;
    this.#life = life;
    this.feed = new ReplicationFeed({ store, life, clock, mirrors });
    if (mirrorOf === '') return;
    const node = {
      url: mirrorOf,
      setting: 'mirrorOf',
      ...(authority === undefined ? {} : { authority }),
    };
    this.#primary = new PrimaryClient(node, { prefix, key, clock });
    if (life.now.promotedAt !== undefined) return;
    this.#follower = new Follower({ store, primary: this.#primary, clock, log });
  }

  get prefix(): string {
    return this.#options.prefix;
  }

  /** Its mirrors, for the naming record. */
  get mirrorSites(): MirrorSite[] {
    return this.feed.mirrors
      .slice(0, mirrorsMax)
      .map(({ description, host, tcpPort, udpPort, publicKey }) => ({
        ...{ description, host, tcpPort, udpPort },
        publicKey: Buffer.from(publicKey, 'base64'),
      }));
  }

  get standing(): ReplicationState['standing'] {
    const { promotedAt, replacedBy } = this.#life.now;
    if (replacedBy !== undefined) return 'replaced';
    return this.#primary !== undefined && promotedAt === undefined ? 'mirror' : 'primary';
  }

  /** Fails with `replication.read-only-node` unless this is the primary. */
  checkWritable(): void {
    if (this.standing === 'primary') return;
    const primary = this.#life.now.replacedBy?.url ?? this.#primary?.url ?? '';
    throw replicationFailures['read-only-node']({ prefix: this.#options.prefix, primary });
  }

  /** When the listeners are open. */
  begin(place: NodePlace, duties: PrimaryDuties): void {
    this.#place = place;
    this.#duties = duties;
    if (this.standing === 'mirror') this.#follower?.start();
  }

  /** A mirror tells its primary where it is, and one that was promoted, that it is the primary now. */
  async tend(): Promise<void> {
    if (this.#primary !== undefined && this.standing !== 'replaced') await this.#tellPrimary();
  }

  /** What a mirror told. One that was promoted after us has taken over. */
  async heard(fingerprint: string, place: MirrorPlace): Promise<void> {
    const { promotedAt, url } = place;
    const { prefix, log } = this.#options;
    if (promotedAt !== undefined && this.standing === 'primary') {
      if (!this.#isSuccession(Date.parse(promotedAt))) return;
      await this.#life.replaced({ url, promotedAt });
      log.error('replaced', { prefix, by: url, promotedAt });
    } else if (this.feed.tell(fingerprint, place)) await this.#duties?.told();
  }

  /** After our own promotion, and not in a future that only a wrong clock knows: it would fence us for good. */
  #isSuccession(promotedMs: number): boolean {
    const own = this.#life.now.promotedAt;
    const isLater = own === undefined || promotedMs > Date.parse(own);
    return isLater && promotedMs <= this.#options.world.clock.now() + clockDifferenceMsMax;
  }

  status(): ReplicationStatus {
    const { promotedAt, replacedBy } = this.#life.now;
    const following = this.#follower?.state;
    return {
      ...this.state(),
      ...(promotedAt === undefined ? {} : { promotedAt }),
      ...(this.standing !== 'mirror' || following === undefined ? {} : { following }),
      ...(this.#primary === undefined || this.standing !== 'mirror'
        ? {}
        : { primary: this.#primary.url }),
      ...(replacedBy === undefined ? {} : { replacedBy: replacedBy.url }),
      mirrors: this.feed.mirrors,
    };
  }

  state(): ReplicationState {
    const { prefix, store } = this.#options;
    const { epoch, promotedAt } = this.#life.now;
    const known = { prefix, standing: this.standing, epoch, position: store.position() };
    return promotedAt === undefined ? known : { ...known, promotedAt };
  }

  /** Fails with `replication.no-mirror`, and as the calls to the primary do. */
  async compare(signal: AbortSignal): Promise<Comparison> {
    const { store, world, prefix } = this.#options;
    const primary = this.#primary;
    if (primary === undefined || this.standing !== 'mirror') {
      throw replicationFailures['no-mirror']({ prefix });
    }
    return compareWithPrimary({ store, primary, clock: world.clock, signal });
  }

  /**
   * From here on this is the primary, `incomplete` also with what there is of a copy that is not whole. Fails
   * with `replication.no-mirror` and `replication.copy-unfinished`.
   */
  async promote({ incomplete = false }: { incomplete?: boolean } = {}): Promise<void> {
    const { prefix, world, log, store } = this.#options;
    if (this.standing !== 'mirror' || this.#isPromoting) {
      throw replicationFailures['no-mirror']({ prefix });
    }
    const followed = store.followed();
    const isWhole = followed !== undefined && followed.copiedTo === undefined;
    if (!isWhole && !incomplete) throw replicationFailures['copy-unfinished']({ prefix });
    this.#isPromoting = true;
    try {
      await this.#follower?.stop();
      await this.#life.promote(world.clock.now());
    } finally {
      this.#isPromoting = false;
    }
    log.warn('promoted', { prefix });
    await this.#duties?.lead();
  }

  async stop(): Promise<void> {
    await this.#follower?.stop();
  }

  async #tellPrimary(): Promise<void> {
    const place = this.#place;
    if (place === undefined || this.#primary === undefined) return;
    const { description, host, tcpPort, udpPort, publicKey } = place;
    const { promotedAt } = this.#life.now;
    try {
      await this.#primary.tell({
        ...{ description, host, tcpPort, udpPort },
        publicKey: Buffer.from(publicKey).toString('base64'),
        url: this.#options.ownUrl(),
        position: this.#options.store.followed()?.position ?? 0,
        ...(promotedAt === undefined ? {} : { promotedAt }),
      });
    } catch (error) {
      if (!(error instanceof Failure)) throw error; // the follower tells what is wrong
    }
  }
}
