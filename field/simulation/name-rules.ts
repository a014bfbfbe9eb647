// What the contract of the names shape refuses, for the simulated store.
import { checkLimit, checkText, refuse } from '../../server/src/stores/checks.ts';
import {
  nameKeyBytesMax,
  nameScanMax,
  nameValueBytesMax,
  type NameRange,
  type NameWrite,
} from '../../server/src/stores/names/names.ts';

export function isNameKey(key: string): boolean {
  const bytes = Buffer.byteLength(key);
  return bytes >= 1 && bytes <= nameKeyBytesMax && key.isWellFormed();
}

export function refuseNameWrites(writes: readonly NameWrite[]): void {
  for (const { key, value } of writes) {
    if (!isNameKey(key)) refuse(`a key must be 1 to ${nameKeyBytesMax} bytes of well-formed UTF-8`);
    if (value !== null && value.byteLength > nameValueBytesMax) {
      refuse(`a value is longer than ${nameValueBytesMax} bytes`);
    }
  }
}

export function refuseNameRange({ limit, after }: NameRange): void {
  checkLimit(limit, nameScanMax);
  if (after !== undefined && !isNameKey(after)) refuse('"after" is not a key');
}

const spaceCharactersMax = 100;

export function refuseSpaceName(space: string): void {
  checkText(space, 'the name of the space');
  if (space.length > spaceCharactersMax) refuse(`the name of the space ${space} is too long`);
}
