// Registering over the wire: on one connection that is logged in, and with a challenge for each identifier;
// and what the keys cost. 64 requests under way, every identifier durable before it is answered.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { realRandom } from '../../server/src/kernel/world/real/random.ts';
import { sm2PublicPem } from '../../server/src/modules/identifiers/sm/sm2-pem.ts';
import {
  sm2PublicKey,
  sm2Sign,
  sm2Verify,
  usualSignerId,
} from '../../server/src/modules/identifiers/sm/sm2.ts';
import {
  adminOf,
  challengeAnswer,
  sentValue,
  signer,
  type Asked,
  type Credential,
} from '../../server/src/modules/identifiers/testing/administrator.ts';
import {
  logIn,
  longConnection,
  sm2Signer,
} from '../../server/src/modules/identifiers/testing/long-connection.ts';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { opCode } from '../../server/src/wire/handle/handle.ts';
import { startRealProgram } from '../testing/program.ts';
import { report, type Figure } from './report.ts';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean' }, count: { type: 'string', default: '20000' } },
});
const count = Number(options.count);
const window = 64;
const own = { handle: '0.NA/88.118.8', index: 300 };
let lastId = 1_000_000;
const figures: Record<string, Figure> = {};

const privateKey = Buffer.concat([Uint8Array.of(1), randomBytes(31)]);
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const rsaPem = String(rsa.publicKey.export({ format: 'pem', type: 'spki' }));
sm2Costs();
await registering('RSA 2048', rsaPem, signer(own, rsa.privateKey));
await registering('SM2', sm2PublicPem(sm2PublicKey(privateKey)), sm2Signer(own, privateKey));
report({ name: 'login', figures });

async function registering(kind: string, pem: string, credential: Credential): Promise<void> {
  const folder = temporaryFolder();
  const file = join(folder.path, 'admin.pem');
  await writeFile(file, pem);
  const flags = ['--free-ports', '--role', 'enterprise', '--enterprise-node-admin-key-file', file];
  const program = await startRealProgram(folder.path, flags);
  const { port } = program.listener('enterprise-node');
  const closing: (() => void)[] = [];
  const after = (close: unknown): void => void closing.push(close as () => void);
  const to = { host: '127.0.0.1', port };
  const challenged = await longConnection({ after }, to);
  const tenth = Math.ceil(count / 10);
  figures[`${kind}: registrations, each challenged`] = await rateOf(tenth, async (number) => {
    const challenge = await challenged.ask(create(`challenged-${number}`));
    return (await challenged.send(renumbered(challenge, credential))).header.responseCode;
  });
  const line = await longConnection({ after }, to);
  expectOk(await logIn(line, credential));
  figures[`${kind}: registrations on a login`] = await rateOf(
    count,
    async (number) => (await line.ask(create(`logged-in-${number}`))).header.responseCode,
  );
  for (const close of closing) close();
  await program.stop();
  folder.remove();
}

/** Answers under way at the same time need request ids of their own. */
function renumbered(
  challenge: Parameters<typeof challengeAnswer>[0],
  credential: Credential,
): Uint8Array {
  const answer = Buffer.from(challengeAnswer(challenge, credential));
  answer.writeInt32BE(lastId++, 8);
  return answer;
}

function create(name: string): Asked {
  const values = [sentValue(1), adminOf(100, own)];
  return {
    op: opCode.create,
    body: { kind: 'values-request', handle: `88.118.8/${name}`, values },
  };
}

async function rateOf(total: number, one: (number: number) => Promise<number>): Promise<Figure> {
  const startedMs = performance.now();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < total) expectOk(await one(next++));
  };
  await Promise.all(Array.from({ length: window }, worker));
  return { value: (total / (performance.now() - startedMs)) * 1_000, unit: '/s' };
}

function expectOk(code: number): void {
  if (code !== 1) throw new Error(`answered with ${code}`);
}

/** Processor time, which other work on the machine moves less than time. */
function sm2Costs(): void {
  const message = randomBytes(48);
  const signed = { signerId: usualSignerId, random: realRandom };
  const claims = [{ message, signerId: usualSignerId }];
  const rounds = 200;
  const keys = Array.from({ length: rounds }, (_, number) => {
    const key = Buffer.concat([Uint8Array.of(1), randomBytes(30), Uint8Array.of(number)]);
    return { publicKey: sm2PublicKey(key), signature: sm2Sign(message, key, signed) };
  });
  const costOf = (deed: (round: number) => unknown): Figure => {
    const before = process.cpuUsage();
    for (let round = 0; round < rounds; round++) deed(round);
    const { user, system } = process.cpuUsage(before);
    return { value: (user + system) / 1_000 / rounds, unit: 'CPU-ms' };
  };
  const check = (at: number): void => {
    const { publicKey, signature } = keys[at] as (typeof keys)[number];
    if (!sm2Verify(signature, publicKey, claims)) throw new Error('a good signature is refused');
  };
  for (let use = 0; use < rounds; use++) check(0);
  figures['SM2: a signature'] = costOf(() => sm2Sign(message, privateKey, signed));
  figures['SM2: checking one, of a key in use'] = costOf(() => check(0));
  figures['SM2: checking one, of a new key'] = costOf((round) => check(round));
}
