// Numbers in an order without pattern, none twice, without a list of them in memory.

/** A permutation of 0 … count - 1 by a step that shares no factor with the count: neighbours in time are far apart in keys. */
export function shuffler(count: number): (n: number) => number {
  let step = Math.max(1, Math.floor(count * 0.618_033_988));
  while (greatestCommonDivisor(step, count) !== 1) step++;
  return (n) => Number((BigInt(n) * BigInt(step)) % BigInt(count));
}

function greatestCommonDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestCommonDivisor(other, one % other);
}
