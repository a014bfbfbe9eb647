// The STATE message of a host application (Sparkplug 3.0, clauses 5.14 and 6.4.26): JSON with `online` and `timestamp`.

export type HostState = {
  readonly online: boolean;
  /** Milliseconds since 1970 in UTC. */
  readonly timestamp: number;
};

const bytesMax = 10_000;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export function encodeState({ online, timestamp }: HostState): Uint8Array {
  return encoder.encode(JSON.stringify({ online, timestamp }));
}

/** Undefined for anything else, e.g. the plain words of older hosts. */
export function decodeState(bytes: Uint8Array): HostState | undefined {
  if (bytes.length > bytesMax) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(decoder.decode(bytes));
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const { online, timestamp } = parsed as { online?: unknown; timestamp?: unknown };
  if (typeof online !== 'boolean' || typeof timestamp !== 'number') return undefined;
  return Number.isSafeInteger(timestamp) && timestamp >= 0 ? { online, timestamp } : undefined;
}
