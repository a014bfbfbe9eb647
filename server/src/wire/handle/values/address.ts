// The 16-byte server addresses of HS_SITE as text and back: IPv4 right-aligned behind twelve zero bytes, IPv6 in the short
// form of RFC 5952.

import { uint2At } from '../bytes.ts';

const ipv4Start = 12;

/** `192.0.2.10` or `2001:db8::10`. */
export function addressText(address: Uint8Array): string {
  const bytes = Array.from(address);
  if (bytes.slice(0, ipv4Start).every((byte) => byte === 0))
    return bytes.slice(ipv4Start).join('.');
  const words = Array.from({ length: 8 }, (_, n) => uint2At(address, n * 2).toString(16));
  const gap = longestZeros(words);
  if (gap.length < 2) return words.join(':');
  return `${words.slice(0, gap.from).join(':')}::${words.slice(gap.from + gap.length).join(':')}`;
}

/** The 16 bytes of an IPv4 or IPv6 address in writing, or undefined if it is neither. */
export function addressBytes(text: string): Uint8Array | undefined {
  if (!text.includes(':')) return withIpv4(text);
  const halves = text.split('::');
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length > 2 || (halves.length === 2 ? missing < 1 : missing !== 0)) return undefined;
  const words = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (!words.every((word) => /^[0-9a-f]{1,4}$/i.test(word))) return undefined;
  return Uint8Array.from(
    words.flatMap((word) => [Number.parseInt(word, 16) >> 8, Number.parseInt(word, 16) & 0xff]),
  );
}

function withIpv4(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255))
    return undefined;
  const address = new Uint8Array(16);
  address.set(parts.map(Number), ipv4Start);
  return address;
}

function longestZeros(words: readonly string[]): { from: number; length: number } {
  let longest = { from: 0, length: 0 };
  for (let from = 0; from < words.length; from++) {
    let length = 0;
    while (words[from + length] === '0') length++;
    if (length > longest.length) longest = { from, length };
  }
  return longest;
}
