// Retained messages by topic, found by filter.
import type { Message } from './message.ts';

type Node = { readonly children: Map<string, Node>; message: Message | undefined };

const newNode = (): Node => ({ children: new Map(), message: undefined });

export class RetainedTree {
  readonly #root = newNode();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  has(topic: string): boolean {
    return this.#find(topic)?.message !== undefined;
  }

  set(message: Message): void {
    let node = this.#root;
    for (const level of message.topic.split('/')) {
      let next = node.children.get(level);
      if (next === undefined) node.children.set(level, (next = newNode()));
      node = next;
    }
    if (node.message === undefined) this.#count += 1;
    node.message = message;
  }

  remove(topic: string): boolean {
    const trail: { node: Node; level: string }[] = [];
    let node = this.#root;
    for (const level of topic.split('/')) {
      const next = node.children.get(level);
      if (next === undefined) return false;
      trail.push({ node, level });
      node = next;
    }
    if (node.message === undefined) return false;
    node.message = undefined;
    this.#count -= 1;
    for (const { node: parent, level } of trail.toReversed()) {
      const child = parent.children.get(level);
      if (child === undefined || child.message !== undefined || child.children.size > 0) break;
      parent.children.delete(level);
    }
    return true;
  }

  match(filter: string): Message[] {
    const found: Message[] = [];
    collect(this.#root, filter.split('/'), 0, found);
    return found;
  }

  /** How many are at topics whose levels are these: a text, what a test lets through, or `#` for all below. */
  countBelow(levels: readonly (string | ((level: string) => boolean))[]): number {
    return countAt(this.#root, levels, 0);
  }

  /** Those whose time is over. */
  over(nowMs: number): Message[] {
    const found: Message[] = [];
    everyBelow(this.#root, found);
    return found.filter((message) => message.isOver(nowMs));
  }

  #find(topic: string): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const level of topic.split('/')) node = node?.children.get(level);
    return node;
  }
}

type Levels = readonly (string | ((level: string) => boolean))[];

function countAt(node: Node, levels: Levels, at: number): number {
  const level = levels[at];
  const own = node.message === undefined ? 0 : 1;
  if (level === undefined) return own;
  let sum = level === '#' ? own : 0;
  for (const [name, child] of node.children) {
    if (level === '#') sum += countAt(child, levels, at);
    else if (typeof level === 'string' ? level === name : level(name))
      sum += countAt(child, levels, at + 1);
  }
  return sum;
}

function collect(node: Node, levels: readonly string[], at: number, found: Message[]): void {
  const level = levels[at];
  if (level === undefined) {
    if (node.message) found.push(node.message);
  } else if (level === '#') {
    if (at > 0) everyBelow(node, found);
    else for (const [name, child] of node.children) if (!isSpecial(name)) everyBelow(child, found);
  } else if (level === '+') {
    for (const [name, child] of node.children)
      if (at > 0 || !isSpecial(name)) collect(child, levels, at + 1, found);
  } else {
    const child = node.children.get(level);
    if (child) collect(child, levels, at + 1, found);
  }
}

function everyBelow(node: Node, found: Message[]): void {
  if (node.message) found.push(node.message);
  for (const child of node.children.values()) everyBelow(child, found);
}

/** MQTT 5, 4.7.2: no wildcard at the beginning reaches these. */
const isSpecial = (name: string): boolean => name.startsWith('$');
