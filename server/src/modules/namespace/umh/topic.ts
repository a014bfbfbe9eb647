// Topics of the unified namespace in the form of UMH Core: `umh/v1/<location path>/_<contract>[/<virtual path>]/<name>`.
// The enterprise is level 0 and mandatory, no level of the location begins with `_`, and dots divide levels of names, since
// the bridges of UMH write the same topic with dots; there a prefix such as 88.118.8 is three levels of the location.
import type { Asset, Signal } from '../../assets/api.ts';

const contract = '_raw';
export const umhRoot = 'umh/v1/';

/** `umh/v1/88.118.8/Shanghai/Hall-1/Line-2/_raw/press/melt_temp`. */
export function umhTopic(enterprise: string, machine: Asset, signal: Signal): string {
  const name = machine.identifier.slice(enterprise.length + 1).replace(/^M-/, '');
  const location = [enterprise, ...(machine.location ?? []).map(locationLevel)];
  return ['umh', 'v1', ...location, contract, ...levels(name), ...levels(signal.id)].join('/');
}

/** For a topic that another signal has already: its dots are written out. */
export function umhTopicWithoutLevels(enterprise: string, machine: Asset, signal: Signal): string {
  const name = machine.identifier.slice(enterprise.length + 1).replace(/^M-/, '');
  const location = [enterprise, ...(machine.location ?? []).map(locationLevel)];
  return ['umh', 'v1', ...location, contract, level(name), level(signal.id)].join('/');
}

function locationLevel(text: string): string {
  return level(text).replace(/^_+/, (marks) => '-'.repeat(marks.length));
}

/** What stands between dots, each a level; a dot at either end is none. */
function levels(text: string): string[] {
  return text.split('.').map(level);
}

function level(text: string): string {
  const legal = text.replace(/[^\p{L}\p{N}_-]/gu, escaped);
  return legal === '' ? '_x_' : legal;
}

function escaped(character: string): string {
  return character === ' ' ? '_' : `_x${(character.codePointAt(0) ?? 0).toString(16)}_`;
}
