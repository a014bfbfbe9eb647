// Who gets a topic: filters as a tree by level. What was found for a topic is kept until a subscription changes,
// since machines publish to the same topics again and again.

type Node<T> = {
  readonly children: Map<string, Node<T>>;
  /** By who subscribed. */
  readonly entries: Map<string, T>;
};

const newNode = <T>(): Node<T> => ({ children: new Map(), entries: new Map() });

export class SubscriptionTree<T> {
  readonly #root = newNode<T>();

  /** True when there was none. */
  set(filter: string, who: string, entry: T): boolean {
    let node = this.#root;
    for (const level of filter.split('/')) {
      let next = node.children.get(level);
      if (next === undefined) node.children.set(level, (next = newNode<T>()));
      node = next;
    }
    const isNew = !node.entries.has(who);
    node.entries.set(who, entry);
    return isNew;
  }

  remove(filter: string, who: string): boolean {
    const trail: { node: Node<T>; level: string }[] = [];
    let node = this.#root;
    for (const level of filter.split('/')) {
      const next = node.children.get(level);
      if (next === undefined) return false;
      trail.push({ node, level });
      node = next;
    }
    const removed = node.entries.delete(who);
    for (const { node: parent, level } of trail.toReversed()) {
      const child = parent.children.get(level);
      if (child === undefined || child.entries.size > 0 || child.children.size > 0) break;
      parent.children.delete(level);
    }
    return removed;
  }

  /** All entries whose filter takes the topic. */
  match(topic: string): T[] {
    const found: T[] = [];
    const levels = topic.split('/');
    collect(this.#root, levels, 0, { found, special: topic.startsWith('$') });
    return found;
  }
}

type Search<T> = { readonly found: T[]; readonly special: boolean };

function collect<T>(node: Node<T>, levels: readonly string[], at: number, search: Search<T>): void {
  const wild = at > 0 || !search.special;
  const rest = wild ? node.children.get('#') : undefined;
  if (rest) search.found.push(...rest.entries.values());
  const level = levels[at];
  if (level === undefined) {
    search.found.push(...node.entries.values());
    return;
  }
  const exact = node.children.get(level);
  if (exact) collect(exact, levels, at + 1, search);
  const any = wild ? node.children.get('+') : undefined;
  if (any) collect(any, levels, at + 1, search);
}
