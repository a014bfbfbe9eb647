// How a mirror proves to its primary who it is: each call is signed with the mirror's node key, over what is
// asked and when. The primary knows the keys of its mirrors by their fingerprints.
import { sign, verify } from 'node:crypto';
import { verificationKeyOf } from '../administration/key-records.ts';
import { replicationFailures } from './failures.ts';
import { fingerprintOf } from '../node-key/fingerprint.ts';
import type { NodeKey } from '../node-key/node-key.ts';

const keyHeader = 'x-jingwei-node-key';
const timeHeader = 'x-jingwei-time';
const signatureHeader = 'x-jingwei-signature';

/** Clocks may differ by so much. */
export const clockDifferenceMsMax = 5 * 60_000;
const headerCharactersMax = 8_000;

type Asked = { readonly method: string; readonly path: string; readonly body?: unknown };

export function proofOf(
  asked: Asked,
  { privateKey, record }: Pick<NodeKey, 'privateKey' | 'record'>,
  nowMs: number,
): Record<string, string> {
  const time = new Date(nowMs).toISOString();
  return {
    [keyHeader]: Buffer.from(record).toString('base64'),
    [timeHeader]: time,
    [signatureHeader]: sign('sha256', signedBytes(asked, time), privateKey).toString('base64'),
  };
}

/** The fingerprint of the key that a call was signed with. Fails with `replication.not-a-mirror` or `replication.mirror-clock`. */
export function provenKey(
  asked: Asked,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  nowMs: number,
): string {
  const [key, time, signature] = [keyHeader, timeHeader, signatureHeader].map((name) => {
    const value = headers[name];
    return typeof value === 'string' && value.length <= headerCharactersMax ? value : '';
  }) as [string, string, string];
  const record = Buffer.from(key, 'base64');
  const known = key === '' ? undefined : verificationKeyOf(record);
  const isSigned =
    known?.algorithm === 'rsa' &&
    verify('sha256', signedBytes(asked, time), known.key, Buffer.from(signature, 'base64'));
  if (!isSigned) throw replicationFailures['not-a-mirror']();
  if (!(Math.abs(nowMs - Date.parse(time)) <= clockDifferenceMsMax)) {
    const here = new Date(nowMs).toISOString();
    throw replicationFailures['mirror-clock']({ there: time, here });
  }
  return fingerprintOf(record);
}

function signedBytes({ method, path, body }: Asked, time: string): Buffer {
  const content = body === undefined ? '' : JSON.stringify(body);
  return Buffer.from(`jingwei replication 1\n${method} ${path}\n${time}\n${content}`);
}
