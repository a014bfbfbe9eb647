// CNRI's Handle library, version 9, sets up sessions with our enterprise node and administers in them, in the
// clear and encrypted, over TCP and UDP; it checks every signature and MAC of ours itself.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, globSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { addressOf, startNodes } from '../../server/src/modules/identifiers/testing/four-nodes.ts';

const jars = join(import.meta.dirname, '..', '..', '.cache', 'java', 'handle-client');
const source = join(import.meta.dirname, 'java', 'SessionDriver.java');
const hasJars = existsSync(jars) && globSync('*.jar', { cwd: jars }).length > 0;
const hasJava = spawnSync('javac', ['-version'], { timeout: 20_000 }).status === 0;
const skip = hasJars && hasJava ? false : `needs a JDK, and net.handle:handle-client in ${jars}`;

/** The steps that the driver prints; fails with its complaint when it does not get to its end. */
async function drive(args: readonly string[]): Promise<string[]> {
  const child = spawn('java', ['-cp', join(jars, '*'), source, ...args], { timeout: 100_000 });
  let said = '';
  let complained = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complained += chunk.toString()));
  const code = await new Promise((resolve) => child.on('close', resolve));
  assert.equal(code, 0, complained.slice(-4_000));
  const lines = said.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => Object.values(JSON.parse(line) as object).join(' '));
}

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
        const steps = await drive([host, String(port), transport, secrecy, '88.118.8', keyFile]);
        assert.deepEqual(steps, [
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
