// What an imported tag list makes of sources, and what of it could not be taken and why. Pure.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import type { SignalSettings, SourceSettings } from '../api.ts';

export type NotTaken = {
  /** As the other program names it, e.g. `Channel1.Device1.Group.Tag`; a line of a list. */
  readonly place: string;
  readonly why: Bilingual;
};

export type ImportedTags = {
  readonly sources: readonly SourceSettings[];
  readonly notTaken: readonly NotTaken[];
  /** Where signals of the one source stand, by id in lower case; without it they are named. */
  readonly places?: ReadonlyMap<string, string>;
};

/** Names of other programs as ids of ours: letters, digits, `-`, `.`, `_`. */
export function idOf(name: string, charactersMax = 128): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[^A-Za-z0-9]+/, '');
  return plain.slice(0, charactersMax);
}

/** Ids given once, without regard to case. */
export class Ids {
  readonly #given = new Set<string>();

  /** With a number behind it where it was given before; never empty. */
  give(name: string, charactersMax = 128): string {
    const wanted = idOf(name, charactersMax - 6) || 'tag';
    let id = wanted;
    for (let n = 2; this.#given.has(id.toLowerCase()); n += 1) id = `${wanted}_${n}`;
    this.#given.add(id.toLowerCase());
    return id;
  }
}

export type SignalChange = 'added' | 'changed' | 'same' | 'removed';
export type ShownChange = {
  readonly id: string;
  readonly address: string;
  readonly change: Exclude<SignalChange, 'same'>;
};

/** Of each source; a person who looks at a plan of thousands looks at the first ones. */
const shownMax = 100;

/** How a list of signals differs from the one that a source has. */
export function signalChanges(before: readonly SignalSettings[], after: readonly SignalSettings[]) {
  const known = new Map(
    before.map((signal) => [signal.id.toLowerCase(), JSON.stringify(sorted(signal))]),
  );
  const counts = { added: 0, changed: 0, same: 0, removed: 0 };
  const changes: ShownChange[] = [];
  const note = (change: SignalChange, { id, address }: SignalSettings) => {
    counts[change] += 1;
    if (change !== 'same' && changes.length < shownMax) changes.push({ id, address, change });
  };
  for (const signal of after) {
    const key = signal.id.toLowerCase();
    const old = known.get(key);
    if (old === undefined) note('added', signal);
    else note(old === JSON.stringify(sorted(signal)) ? 'same' : 'changed', signal);
    known.delete(key);
  }
  for (const signal of before) if (known.has(signal.id.toLowerCase())) note('removed', signal);
  return { counts, changes };
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, sorted(inner)]));
}
