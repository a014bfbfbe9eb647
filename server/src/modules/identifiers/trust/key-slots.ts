// Where the certificates of a node's keys stand: in the naming record of its prefix, each key at an index of
// its own, so that `411:0.NA/88.118` means one key and never another while both are in use. Handle.Net
// keeps certificates and signatures from index 400 on; the signature of a record takes the first free one.
import { prefixHandle, referenceText } from '../../../wire/handle/handle.ts';

export const firstSlot = 410;
const slotCount = 10;
export const firstSignatureIndex = 400;

export function isSlot(index: number): boolean {
  return index >= firstSlot && index < firstSlot + slotCount;
}

/** The index for a new key behind those in use. */
export function slotAfter(slot: number): number {
  return firstSlot + ((slot - firstSlot + 1) % slotCount);
}

/** Who signs with the key of a slot: `410:0.NA/88.118`. */
export function signerOf(slot: number, prefix: string): string {
  return referenceText({ index: slot, handle: prefixHandle(prefix) });
}
