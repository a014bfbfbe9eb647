// One line of SHDR to what it says. How many fields a key takes depends on its data item, so the
// caller hands in the kinds that its device model knows.
import { splitFields } from './fields.ts';
import {
  fieldsOfKind,
  refusal,
  type KindOfKey,
  type ShdrMessage,
  type ShdrObservation,
  type ShdrOutcome,
} from './message.ts';
import { parseTimestamp } from './timestamp.ts';

/** The line without its line break. A multi-line body goes to `parseWithBody`. */
export function parseLine(line: string, kindOf: KindOfKey): ShdrOutcome {
  if (line.startsWith('*')) return parseCommand(line);
  return parseFields(line, splitFields(line), kindOf);
}

/** A line whose last field stood on lines of its own; the body may hold bars and quotes. */
export function parseWithBody(head: string, body: string, kindOf: KindOfKey): ShdrOutcome {
  const fields = splitFields(head);
  fields[fields.length - 1] = body;
  return parseFields(head, fields, kindOf);
}

function parseFields(line: string, fields: string[], kindOf: KindOfKey): ShdrOutcome {
  const time = parseTimestamp(fields[0] ?? '');
  if (!time.ok) return refusal('bad-timestamp', line);
  const { ok: _, ...stamp } = time;
  if (fields[1]?.startsWith('@')) {
    const asset = parseAsset(fields, time.timeUs === undefined ? {} : { timeUs: time.timeUs });
    return asset ? { ok: true, message: asset } : refusal('bad-asset', line);
  }
  const found = takeObservations(fields, kindOf);
  if (found.observations.length === 0) return refusal('no-observation', line);
  return { ok: true, message: { kind: 'observations', ...stamp, ...found } };
}

function takeObservations(fields: readonly string[], kindOf: KindOfKey) {
  const observations: ShdrObservation[] = [];
  let at = 1;
  while (at < fields.length) {
    const key = fields[at] ?? '';
    at += 1;
    const kind = key === '' ? undefined : kindOf(key);
    const count = kind === undefined ? 1 : fieldsOfKind[kind];
    if (at >= fields.length)
      return key === '' ? { observations } : { observations, withoutValue: key };
    // A key that is empty is what is left of a condition that no model names.
    if (key !== '') observations.push({ key, values: fields.slice(at, at + count) });
    at += count;
  }
  return { observations };
}

function parseAsset(
  fields: readonly string[],
  stamp: { timeUs?: number },
): ShdrMessage | undefined {
  const [, command, first, second, third] = fields;
  switch (command?.toUpperCase()) {
    case '@ASSET@':
      if (!first || !second || !third) return undefined;
      return { kind: 'asset', ...stamp, assetId: first, assetType: second, body: third };
    case '@UPDATE_ASSET@':
      if (!first || second === undefined) return undefined;
      return { kind: 'asset-changed', ...stamp, assetId: first, changes: fields.slice(3) };
    case '@REMOVE_ASSET@':
      return first ? { kind: 'asset-removed', ...stamp, assetId: first } : undefined;
    case '@REMOVE_ALL_ASSETS@':
      return { kind: 'assets-removed', ...stamp, assetType: first ?? '' };
    default:
      return undefined;
  }
}

function parseCommand(line: string): ShdrOutcome {
  const text = line.slice(1).trim();
  if (text === 'PING') return { ok: true, message: { kind: 'ping' } };
  const pong = /^PONG(?:\s+(\d{1,9}))?$/.exec(text);
  if (pong) return { ok: true, message: { kind: 'pong', intervalMs: Number(pong[1] ?? 0) } };
  const colon = text.indexOf(':');
  if (colon < 1) return refusal('bad-command', line);
  const name = text.slice(0, colon).trim().toLowerCase();
  return { ok: true, message: { kind: 'command', name, value: text.slice(colon + 1).trim() } };
}
