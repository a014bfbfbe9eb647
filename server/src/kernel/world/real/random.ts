// The operating system's randomness.
import { randomBytes, randomUUID } from 'node:crypto';
import type { Random } from '../random.ts';

export const realRandom: Random = {
  number: () => Math.random(),
  bytes: (count) => new Uint8Array(randomBytes(count)),
  uuid: () => randomUUID(),
};
