// Sources that are calculated from each other in a circle would tell each other news without end. Pure.

export type Resting = {
  readonly name: string;
  readonly machines: readonly string[];
  /** Identifiers of the signals that it is calculated from. */
  readonly restsOn: readonly string[];
};

/** The names along the way from `begin` back to it; undefined where there is none. */
export function circleOf(begin: Resting, others: readonly Resting[]): string[] | undefined {
  const seen = new Set<string>();
  const ways: { readonly at: Resting; readonly names: readonly string[] }[] = [
    { at: begin, names: [begin.name] },
  ];
  for (let way = ways.pop(); way; way = ways.pop()) {
    const { at, names } = way;
    if (at.restsOn.some((signal) => tells(begin, signal))) return [...names, begin.name];
    for (const other of others) {
      if (seen.has(other.name) || !at.restsOn.some((signal) => tells(other, signal))) continue;
      seen.add(other.name);
      ways.push({ at: other, names: [...names, other.name] });
    }
  }
  return undefined;
}

function tells({ machines }: Resting, signal: string): boolean {
  const identifier = signal.toLowerCase();
  return machines.some((machine) => identifier.startsWith(`${machine.toLowerCase()}/`));
}
