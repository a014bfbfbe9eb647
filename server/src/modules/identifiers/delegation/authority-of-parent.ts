// The authority that vouches for a parent, by its fingerprint alone: the root is fetched from the parent itself
// over a connection that is not trusted, and believed when its SHA-256 is the one that the operators compared.
import { X509Certificate } from 'node:crypto';
import { get } from 'node:https';
import { networkReason } from '../../../kernel/world/network-reasons.ts';
import { identifiersFailures } from '../failures.ts';

const timeoutMs = 15_000;
const bytesMax = 64 * 1024;
const form = /^(?:[0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$/;

/** Whether a text is a SHA-256 in hex, with colons or without. */
export function isFingerprint(text: string): boolean {
  return form.test(text);
}

/** The PEM text of the root. Fails with `identifiers.bad-answer`, `identifiers.parent-unreachable`, `identifiers.other-authority`. */
export async function authorityByFingerprint(parent: string, fingerprint: string): Promise<string> {
  if (!URL.canParse(parent) || new URL(parent).protocol !== 'https:') {
    const fault = {
      en: 'it goes with a parent that is asked over https:// only',
      zh: '仅适用于以 https:// 访问的上级节点',
    };
    throw identifiersFailures['bad-answer']({ flag: '--parent-authority', fault });
  }
  const pem = await rootOf(parent);
  const found = fingerprintOf(pem);
  if (found !== undefined && plain(found) === plain(fingerprint)) return pem;
  throw identifiersFailures['other-authority']({
    parent,
    found: found ?? { en: 'none', zh: '无' },
    expected: fingerprint,
  });
}

function rootOf(parent: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void =>
      reject(
        identifiersFailures['parent-unreachable']({ parent, reason: networkReason(error) }, error),
      );
    const signal = AbortSignal.timeout(timeoutMs);
    const target = new URL('/api/certificates/root', parent);
    const call = get(target, { rejectUnauthorized: false, signal }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
        if (text.length > bytesMax) call.destroy(new Error('the answer is too long'));
      });
      response.on('error', fail);
      response.on('end', () => resolve(text));
    });
    call.on('error', fail);
  }).then((text) => certificateIn(String(text)));
}

function certificateIn(text: string): string {
  try {
    return String((JSON.parse(text) as { certificate?: unknown }).certificate);
  } catch {
    return '';
  }
}

function fingerprintOf(pem: string): string | undefined {
  try {
    return new X509Certificate(pem).fingerprint256;
  } catch {
    return undefined;
  }
}

function plain(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toUpperCase();
}
