// Which signals a topic carries: those that a person configured by address, and those learned from topics that the
// filters bring. An id is made of the topic below the fixed beginning of its filter, and of the path.
import type { SignalSettings } from '../../api.ts';
import { parsePath, type Leaf, type Path, type Scalar } from './payload.ts';

export type Address = { readonly topic: string; readonly path: Path };

/** `topic` or `topic#path`; undefined for what is neither. */
export function parseAddress(address: string): Address | undefined {
  const at = address.indexOf('#');
  const topic = at < 0 ? address : address.slice(0, at);
  const path = at < 0 ? [] : parsePath(address.slice(at + 1));
  if (topic === '' || topic.includes('+') || path === undefined) return undefined;
  return { topic, path };
}

export type Mapped = { readonly signal: number; readonly path: Path };

export const pathText = (path: Path): string =>
  path
    .map((step, i) => {
      if (typeof step === 'number') return `[${step}]`;
      // `$` in front of a path is the root.
      if (step === '' || /^\$|[.[\]"\\]/.test(step)) return `["${step.replace(/["\\]/g, '\\$&')}"]`;
      return i === 0 ? step : `.${step}`;
    })
    .join('');

/** The levels of a filter in front of its first wildcard: they say nothing that the machine does not. */
function fixedOf(filter: string): string {
  const end = filter.search(/[+#]/);
  return end < 0 ? filter.slice(0, filter.lastIndexOf('/') + 1) : filter.slice(0, end);
}

const idCharactersMax = 128;

/** Letters, digits, `.`, `_`, `-`, beginning with a letter or digit; other characters become `_`. */
export function idOf(topic: string, filters: readonly string[], path: Path): string {
  const fixed = filters
    .map(fixedOf)
    .filter((one) => topic.startsWith(one) && one.length < topic.length)
    .toSorted((a, b) => b.length - a.length)[0];
  const parts = [...topic.slice(fixed?.length ?? 0).split('/'), ...path.map(String)];
  const text = parts
    .filter((part) => part !== '')
    .map((part) => part.replace(/[^A-Za-z0-9_-]/g, '_'))
    .join('.');
  const id = /^[A-Za-z0-9]/.test(text) ? text : `x${text}`;
  return id.length <= idCharactersMax
    ? id
    : id.slice(id.length - idCharactersMax).replace(/^[^A-Za-z0-9]/, 'x');
}

/** A signal as it would be configured; what came first says what it is. */
export function learnedSignal(
  topic: string,
  filters: readonly string[],
  leaf: Leaf,
): SignalSettings {
  const path = pathText(leaf.path);
  return {
    id: idOf(topic, filters, leaf.path),
    name: path === '' ? topic.slice(0, 200) : `${topic} ${path}`.slice(0, 200),
    address: path === '' ? topic : `${topic}#${path}`,
    value: kindOf(leaf.value),
  };
}

function kindOf(value: Scalar): 'number' | 'text' | 'boolean' {
  if (typeof value === 'number' || value === null) return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'text';
}
