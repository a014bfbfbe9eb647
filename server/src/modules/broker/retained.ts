// Retained messages (MQTT 5, 3.3.1.3): the last of each topic, on disk, bounded in number.
import type { NamesStore } from '../../stores/names/names.ts';
import type { Message } from './message.ts';
import { RetainedTree } from './retained-tree.ts';
import { everyEntry } from './sessions.ts';
import { messageBytes, messageOfBytes, retainedKey } from './stored.ts';
import type { TopicScope } from './topic-scope.ts';
import type { WriteBehind } from './write-behind.ts';

export class Retained {
  readonly #tree = new RetainedTree();
  readonly #store: WriteBehind;
  readonly #countMax: number;

  constructor(store: WriteBehind, countMax: number) {
    this.#store = store;
    this.#countMax = countMax;
  }

  get count(): number {
    return this.#tree.count;
  }

  /** Those among its topics. */
  countOf(scope: TopicScope): number {
    if (scope.hears('')) return this.#tree.count;
    return scope.ownTopics.reduce((sum, levels) => sum + this.#tree.countBelow(levels), 0);
  }

  async open(names: NamesStore): Promise<void> {
    for await (const { value } of everyEntry(names, 'r/')) {
      const stored = messageOfBytes(value);
      if (stored) this.#tree.set(stored.message);
    }
  }

  /** False where no more may be kept. An empty payload takes away what is there. */
  keep(message: Message): boolean {
    const { topic, qos } = message;
    if (message.payload.length === 0) {
      if (this.#tree.remove(topic)) this.#store.put(retainedKey(topic), null);
      return true;
    }
    if (this.#tree.count >= this.#countMax && !this.#tree.has(topic)) return false;
    this.#tree.set(message);
    const stored = { message, qos, retain: true, subscriptionIds: [], id: 0, released: false };
    this.#store.put(retainedKey(topic), messageBytes(stored));
    return true;
  }

  match(filter: string, nowMs: number): Message[] {
    return this.#tree.match(filter).filter((message) => !message.isOver(nowMs));
  }

  sweep(nowMs: number): void {
    for (const { topic } of this.#tree.over(nowMs)) {
      this.#tree.remove(topic);
      this.#store.put(retainedKey(topic), null);
    }
  }
}
