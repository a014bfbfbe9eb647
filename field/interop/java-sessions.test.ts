// CNRI's Handle library, version 9, sets up sessions with our enterprise node and administers in them, in the
// clear and encrypted, over TCP and UDP; it checks every signature and MAC of ours itself.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { addressOf, startNodes } from '../../server/src/modules/identifiers/testing/four-nodes.ts';
import { drive, withoutPeer } from './java-peers.ts';

const skip = withoutPeer('handle-client');

for (const transport of ['tcp', 'udp']) {
  for (const secrecy of ['plain', 'encrypted']) {
    test(
      `the Handle library administers in a session, ${secrecy}, over ${transport}`,
      { skip },
      async (t) => {
        const { path, remove } = temporaryFolder();
        t.after(remove);
        const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
        const [adminKeyFile, keyFile] = [join(path, 'public.pem'), join(path, 'private.der')];
        await writeFile(adminKeyFile, publicKey.export({ format: 'pem', type: 'spki' }));
        await writeFile(keyFile, privateKey.export({ format: 'der', type: 'pkcs8' }));
        const program = await startNodes(t, {
          settings: { enterpriseNode: { port: 0, adminKeyFile } },
        });
        const { host, port } = addressOf(program, 'enterprise-node');
        const args = [host, port, transport, secrecy, '88.118.8', keyFile];
        const steps = await drive('handle-client', 'SessionDriver', args);
        const brief = steps.map(({ step, code, count }) => `${step} ${code} ${count}`);
        assert.deepEqual(brief, [
          'site 1 0',
          'create in session 1 0',
          'modify in session 1 0',
          'add in session 1 0',
          'resolve in session 1 4',
          'delete in session 1 0',
        ]);
      },
    );
  }
}
