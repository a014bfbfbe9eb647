// Times in IoTDB: it keeps one value for a time, so that a reading lies at its microsecond times a thousand, plus its place
// among those of the same microsecond. Such numbers do not fit a double: they go as digits.

/** Readings of one series and microsecond that one device takes; more go into a further one. */
export const equalsMax = 1_000;

const [leastKey, mostKey] = [-(2n ** 63n), 2n ** 63n - 1n];

/** The digits of a time; `nth` is less than a thousand. */
export function keyOf(timeUs: number, nth: number): string {
  if (timeUs > 0) return `${timeUs}${String(nth).padStart(3, '0')}`;
  return timeUs === 0 ? String(nth) : String(BigInt(timeUs) * 1_000n + BigInt(nth));
}

/** Of a span's end: within what IoTDB can say. */
export function boundOf(timeUs: number): string {
  const key = BigInt(timeUs) * 1_000n;
  return String(key < leastKey ? leastKey : key > mostKey ? mostKey : key);
}

export function timeOf(key: string): { readonly timeUs: number; readonly nth: number } {
  if (!key.startsWith('-')) {
    if (key.length <= 3) return { timeUs: 0, nth: Number(key) };
    return { timeUs: Number(key.slice(0, -3)), nth: Number(key.slice(-3)) };
  }
  const exact = BigInt(key);
  const nth = ((exact % 1_000n) + 1_000n) % 1_000n;
  return { timeUs: Number((exact - nth) / 1_000n), nth: Number(nth) };
}

/**
 * Numbers of what is no reading (names, steps, corrections) lie beyond every reading, so that no time to live that somebody
 * sets on the database ever reaches them.
 */
export function farKey(number: number): string {
  return `9${String(number).padStart(18, '0')}`;
}

export function numberOf(farKeyText: string): number {
  return Number(farKeyText.slice(1));
}
