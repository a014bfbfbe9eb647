// Public keys of a node as text that a person carries from one program to another: PEM blocks, each under a
// line that says where its certificate belongs, `# 411:0.NA/88.118`. Without such lines the keys belong to
// the slots from the first on.
import { createPublicKey, type KeyObject } from 'node:crypto';
import { canonicalKey, prefixHandle, referenceOf } from '../../../wire/handle/handle.ts';
import type { SlottedKey } from './certificates.ts';
import { firstSlot, isSlot, signerOf } from './key-slots.ts';
import { keyJsonOf, publicKeyOf } from './key-json.ts';

const block = /(?:^# *(\S+) *\r?\n)?-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/gm;
const textMax = 64 * 1024;
const keysMax = 3;

export function keyText(slot: number, prefix: string, key: KeyObject): string {
  return `# ${signerOf(slot, prefix)}\n${key.export({ type: 'spki', format: 'pem' }).toString()}`;
}

/** Undefined where a key is missing, unfit, or of another prefix. */
export function keysInText(text: string, prefix: string): SlottedKey[] | undefined {
  if (text.length > textMax) return undefined;
  const keys = [...text.matchAll(block)].map(([pem, signer], at) => {
    const slot = signer === undefined ? firstSlot + at : slotOf(signer, prefix);
    const json = jsonOf(pem);
    return slot === undefined || json === undefined ? undefined : { slot, json };
  });
  const good = keys.filter((key) => key !== undefined);
  const slots = new Set(good.map(({ slot }) => slot));
  const whole = good.length === keys.length && slots.size === keys.length;
  return whole && keys.length > 0 && keys.length <= keysMax ? good : undefined;
}

function slotOf(signer: string, prefix: string): number | undefined {
  const reference = referenceOf(signer);
  if (reference === undefined || !isSlot(reference.index)) return undefined;
  const same = canonicalKey(reference.handle) === canonicalKey(prefixHandle(prefix));
  return same ? reference.index : undefined;
}

function jsonOf(pem: string): SlottedKey['json'] | undefined {
  try {
    const json = keyJsonOf(createPublicKey(pem.slice(pem.indexOf('-----'))));
    return json !== undefined && publicKeyOf(json) !== undefined ? json : undefined;
  } catch {
    return undefined;
  }
}
