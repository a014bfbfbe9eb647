// The mirror's calls to its primary, each signed.
import { check, problemsText, type Static, type TSchema } from '../../../kernel/schema/schema.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import { replicationFailures } from './failures.ts';
import { callNode, type OtherNode, type Unreachable } from '../node-calls/call-node.ts';
import type { NodeKey } from '../node-key/node-key.ts';
import {
  answerBytesMax,
  changesPage,
  copyPage,
  digestPage,
  replicationState,
  type ChangesPage,
  type CopyPage,
  type DigestPage,
  type MirrorPlace,
  type ReplicationState,
} from './pages.ts';
import { proofOf } from './proof.ts';

const waitMs = 20_000;
const timeoutMs = 30_000;

export class PrimaryClient {
  readonly #node: OtherNode;
  readonly #start: string;
  readonly #key: NodeKey;
  readonly #clock: Clock;

  /** `prefix` is canonical. Fails with `replication.unsafe-primary` for plain HTTP beyond this machine. */
  constructor(
    node: OtherNode,
    { prefix, key, clock }: { prefix: string; key: NodeKey; clock: Clock },
  ) {
    if (!isSafe(node.url)) throw replicationFailures['unsafe-primary']({ url: node.url });
    this.#node = node;
    this.#start = `/api/replication/${encodeURIComponent(prefix)}`;
    this.#key = key;
    this.#clock = clock;
  }

  get url(): string {
    return this.#node.url;
  }

  /** Waits for some seconds where there is nothing new. */
  changes(after: number, signal: AbortSignal): Promise<ChangesPage> {
    return this.#get(`changes?after=${after}&waitMs=${waitMs}`, changesPage, signal);
  }

  copy(after: string | undefined, signal: AbortSignal): Promise<CopyPage> {
    return this.#get(`copy${behind(after)}`, copyPage, signal);
  }

  digest(after: string | undefined, signal: AbortSignal): Promise<DigestPage> {
    return this.#get(`digest${behind(after)}`, digestPage, signal);
  }

  async tell(place: MirrorPlace): Promise<ReplicationState> {
    const asked = { method: 'POST', path: `${this.#start}/mirrors`, body: place } as const;
    return this.#call(asked, replicationState);
  }

  #get<S extends TSchema>(path: string, schema: S, signal: AbortSignal): Promise<Static<S>> {
    return this.#call({ method: 'GET', path: `${this.#start}/${path}` }, schema, signal);
  }

  async #call<S extends TSchema>(
    asked: { method: 'GET' | 'POST'; path: string; body?: unknown },
    schema: S,
    signal?: AbortSignal,
  ): Promise<Static<S>> {
    const headers = proofOf(asked, this.#key, this.#clock.now());
    const bounds = { timeoutMs, answerBytesMax, ...(signal === undefined ? {} : { signal }) };
    const unreachable: Unreachable = (reason, cause) =>
      replicationFailures['peer-unreachable']({ node: this.#node.url, reason }, cause);
    const call = { ...asked, headers, ...bounds };
    const { answer } = await callNode(this.#node, call, unreachable);
    const checked = check(schema, answer);
    if (checked.ok) return checked.value;
    const where = problemsText(checked.problems);
    const reason = { en: `its answer does not fit: ${where.en}`, zh: `应答格式不符：${where.zh}` };
    throw unreachable(reason);
  }
}

function behind(after: string | undefined): string {
  return after === undefined ? '' : `?after=${encodeURIComponent(after)}`;
}

/** What is copied holds secrets too, so it leaves this machine encrypted or not at all. */
function isSafe(url: string): boolean {
  if (!URL.canParse(url)) return true; // refused as no address when it is called
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || /^(127\.[\d.]+|\[::1\]|localhost)$/.test(hostname);
}
