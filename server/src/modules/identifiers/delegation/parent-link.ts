// The child's side of a delegation: asks the parent until the prefix is granted, then tells it once an
// hour, and after each start, where it listens.
import type { Log } from '../../../kernel/log/log.ts';
import { Failure } from '../../../kernel/failure/failure.ts';
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import type { ParentState } from '../api.ts';
import type { OtherNode } from '../node-calls/call-node.ts';
import type { NodeKey } from '../node-key/node-key.ts';
import { askParent } from './call-parent.ts';
import { signRequest, type DelegationFacts } from './request.ts';

export type ParentLinkOptions = {
  readonly parent: OtherNode;
  /** Asked for anew each time, since keys roll over. */
  readonly facts: () => DelegationFacts;
  readonly key: NodeKey;
  readonly clock: Clock;
  readonly log: Log;
};

/** How often the job below looks; while nothing is granted it asks each time. */
export const parentLinkPeriodMs = 15_000;
const againMs = 3_600_000;

export class ParentLink {
  readonly #options: ParentLinkOptions;
  #state: ParentState;
  #askedMs = Number.NEGATIVE_INFINITY;
  #begun = false;

  constructor(options: ParentLinkOptions) {
    this.#options = options;
    this.#state = { url: options.parent.url, state: 'asking' };
  }

  get state(): ParentState {
    return this.#state;
  }

  /** From here on the parent is asked: not by a mirror, which has a primary for that. */
  begin(): void {
    this.#begun = true;
  }

  get hasBegun(): boolean {
    return this.#begun;
  }

  /** Asks when it is time to. */
  async tend(): Promise<void> {
    if (!this.#begun) return;
    const elapsedMs = this.#options.clock.monotonicMs() - this.#askedMs;
    if (this.#state.state === 'granted' && elapsedMs < againMs) return;
    await this.ask();
  }

  /** Tells the parent of new facts at once; false unless it has granted the prefix, and so acted on them. */
  async tell(): Promise<boolean> {
    return this.#begun && (await this.ask()).state === 'granted';
  }

  async ask(): Promise<ParentState> {
    const { parent, facts, key, clock, log } = this.#options;
    this.#askedMs = clock.monotonicMs();
    const sentMs = clock.now();
    try {
      const { reply, certificateUntil } = await askParent(
        parent,
        signRequest(facts(), key, sentMs),
      );
      const halfwayMs = (sentMs + clock.now()) / 2;
      const clockAheadMs = Math.round(Date.parse(reply.parent.time) - halfwayMs);
      const { state, reason } = reply;
      this.#become({
        ...{ url: parent.url, state, parent: reply.parent, clockAheadMs },
        ...(reason === undefined ? {} : { reason: { en: reason, zh: reason } }),
        ...(certificateUntil === undefined ? {} : { certificateUntil }),
      });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const kind = error.kind === 'unavailable' ? 'unreachable' : 'refused';
      this.#become({ url: parent.url, state: kind, reason: error.publicMessage });
    }
    if (this.#state.state === 'unreachable') log.debug('parent-unreachable', { url: parent.url });
    return this.#state;
  }

  /** A change is told once. */
  #become(next: ParentState): void {
    const before = this.#state;
    this.#state = next;
    if (before.state === next.state && sameWords(before.reason, next.reason)) return;
    const { state, url, reason } = next;
    this.#options.log[state === 'granted' ? 'info' : 'warn']('delegation', {
      state,
      parent: url,
      ...(reason === undefined ? {} : { reason: reason.en }),
    });
  }
}

function sameWords(one: Bilingual | undefined, other: Bilingual | undefined): boolean {
  return one?.en === other?.en;
}
