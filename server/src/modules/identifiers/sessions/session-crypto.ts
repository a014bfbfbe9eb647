// The ciphers of a session, from Node's own library.
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import type { Random } from '../../../kernel/world/random.ts';
import type { SessionCrypto } from '../../../wire/handle/handle.ts';

export function sessionCrypto(random: Random): SessionCrypto {
  return {
    hmac: (key, bytes) => createHmac('sha256', key).update(bytes).digest(),
    encrypt(key, iv, bytes) {
      const cipher = createCipheriv('aes-128-cbc', key, iv);
      return Buffer.concat([cipher.update(bytes), cipher.final()]);
    },
    decrypt(key, iv, bytes) {
      const decipher = createDecipheriv('aes-128-cbc', key, iv);
      try {
        return Buffer.concat([decipher.update(bytes), decipher.final()]);
      } catch {
        return undefined; // the padding is wrong
      }
    },
    random: (count) => random.bytes(count),
  };
}
