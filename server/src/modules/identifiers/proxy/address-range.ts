// Whether an IP address lies in a range in writing, `192.0.2.0/24` or `2001:db8::/32`, for the
// `addresses` of a location.
import { addressBytes } from '../../../wire/handle/handle.ts';

/** False for what is no address or no range. IPv4 and IPv6 never meet. */
export function isInRange(address: string, range: string): boolean {
  const [network = '', length] = range.trim().split('/');
  const plain = address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
  if (plain.includes(':') !== network.includes(':')) return false;
  const [one, other] = [addressBytes(plain), addressBytes(network)];
  const whole = network.includes(':') ? 128 : 32;
  const bits = length === undefined ? whole : /^\d{1,3}$/.test(length) ? Number(length) : -1;
  if (one === undefined || other === undefined || bits < 0 || bits > whole) return false;
  const compared = 128 - whole + bits;
  for (let bit = 128 - whole; bit < compared; bit++) {
    const mask = 0x80 >>> (bit & 7);
    if (((one[bit >>> 3] ?? 0) & mask) !== ((other[bit >>> 3] ?? 0) & mask)) return false;
  }
  return true;
}
