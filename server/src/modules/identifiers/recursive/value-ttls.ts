// The times to live inside encoded values (reference §1.5 "value"), changed where they stand: an answer from memory
// hands on what is left of them, never what they were when it came.
import { ttlType } from '../../../wire/handle/handle.ts';

const ttlTypeOffset = 8;
const ttlOffset = 9;
const typeOffset = 14;
const countBytes = 4;

/** Takes seconds off every relative time to live, down to 0; what is absolute stays true by itself. */
export function reduceTtls(block: Uint8Array, bySeconds: number): void {
  changeTtls(block, (ttl) => Math.max(0, ttl - bySeconds));
}

/** Lowers every relative time to live to at most so many seconds. */
export function limitTtls(block: Uint8Array, seconds: number): void {
  changeTtls(block, (ttl) => Math.min(ttl, seconds));
}

function changeTtls(block: Uint8Array, change: (ttl: number) => number): void {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const count = view.getInt32(0);
  let at = countBytes;
  for (let n = 0; n < count; n++) {
    if (view.getUint8(at + ttlTypeOffset) === ttlType.relative) {
      view.setInt32(at + ttlOffset, change(Math.max(0, view.getInt32(at + ttlOffset))));
    }
    at += typeOffset;
    at += 4 + view.getInt32(at);
    at += 4 + view.getInt32(at);
    const references = view.getInt32(at);
    at += 4;
    for (let r = 0; r < references; r++) at += 8 + view.getInt32(at);
  }
}
