// One entry of the log of changes: a run of changes of one commit, sorted by key, each key told by what
// differs from the one before it. Thousands of changes of one load cost a few bytes each.
//
// | bytes  | field                                                                           |
// |--------|---------------------------------------------------------------------------------|
// | 1      | version of this layout, 1                                                       |
// | 1      | flags: bit 0 = the last entry of its commit                                     |
// | 6      | time in milliseconds                                                            |
// | varint | changes; their last has the position under which the entry is kept              |
// | each   | varint characters shared with the key before × 4 + action; varint bytes; bytes  |
import { assert } from '../../../kernel/failure/assert.ts';
import type { ChangeAction } from './record-store.ts';
import { getUint48, getVarint, putUint48, putVarint, varintBytes } from './numbers.ts';

export type LogLine = { readonly key: string; readonly action: ChangeAction };
export type LogEntry = {
  readonly timeMs: number;
  readonly endsStep: boolean;
  readonly lines: readonly LogLine[];
};

const layoutVersion = 1;
const endsStepFlag = 1;
const fixedBytes = 8;
const actions: readonly ChangeAction[] = ['created', 'changed', 'removed'];

/** LMDB keeps a value of this size inside of a page, two to a page. */
const entryBytesTarget = 1_900;
const countBytes = 3;
const lineOverheadBytes = 6;

/** Splits the changes of one commit into entries; `linesOf` counts the changes in each. */
export function encodeLog(
  lines: readonly LogLine[],
  timeMs: number,
): { entry: Uint8Array; count: number }[] {
  const entries: { entry: Uint8Array; count: number }[] = [];
  for (let from = 0; from < lines.length;) {
    const { body, count } = bodyFrom(lines, from);
    from += count;
    const head = Buffer.allocUnsafe(fixedBytes + varintBytes(count));
    head[0] = layoutVersion;
    head[1] = from === lines.length ? endsStepFlag : 0;
    putUint48(head, 2, timeMs);
    putVarint(head, fixedBytes, count);
    entries.push({ entry: Buffer.concat([head, body]), count });
  }
  return entries;
}

/** As many changes as fit; always one at least. */
function bodyFrom(lines: readonly LogLine[], from: number): { body: Buffer; count: number } {
  const room = entryBytesTarget - fixedBytes - countBytes;
  let body = Buffer.allocUnsafe(entryBytesTarget);
  let at = 0;
  let before = '';
  let count = 0;
  for (let n = from; n < lines.length; n++, count++) {
    const { key, action } = lines[n] as LogLine;
    const shared = sharedCharacters(before, key);
    const rest = key.slice(shared);
    const worst = lineOverheadBytes + rest.length * 3;
    if (at + worst > room) {
      const exact = lineOverheadBytes + Buffer.byteLength(rest);
      if (count > 0 && at + exact > room) break;
      if (at + exact > body.length) body = Buffer.allocUnsafe(exact);
    }
    at = putVarint(body, at, shared * 4 + actions.indexOf(action));
    at = putVarint(body, at, ownBytes(rest));
    at += body.write(rest, at);
    before = key;
  }
  return { body: body.subarray(0, at), count };
}

function ownBytes(text: string): number {
  for (let i = 0; i < text.length; i++)
    if (text.charCodeAt(i) > 0x7f) return Buffer.byteLength(text);
  return text.length;
}

/** Never half a surrogate pair. */
function sharedCharacters(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let shared = 0;
  while (shared < most && one.charCodeAt(shared) === other.charCodeAt(shared)) shared++;
  const last = shared > 0 ? one.charCodeAt(shared - 1) : 0;
  return last >= 0xd800 && last <= 0xdbff ? shared - 1 : shared;
}

export function decodeLog(entry: Uint8Array): LogEntry {
  assert(entry[0] === layoutVersion, `log entry of layout ${entry[0]}`);
  const bytes = Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength);
  let at = fixedBytes;
  const count = getVarint(bytes, at);
  at += varintBytes(count);
  const lines: LogLine[] = [];
  let before = '';
  for (let n = 0; n < count; n++) {
    const first = getVarint(bytes, at);
    at += varintBytes(first);
    const length = getVarint(bytes, at);
    at += varintBytes(length);
    const key = before.slice(0, first >>> 2) + bytes.toString('utf8', at, at + length);
    at += length;
    const action = actions[first & 3];
    assert(action !== undefined, 'log entry with an unknown action');
    lines.push({ key, action });
    before = key;
  }
  const endsStep = ((entry[1] ?? 0) & endsStepFlag) !== 0;
  return { timeMs: getUint48(entry, 2), endsStep, lines };
}
