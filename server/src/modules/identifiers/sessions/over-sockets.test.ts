// A session with a real node over real sockets: set up under the node's signature, whose key stands in its
// site, over one connection for each message as Handle clients do it, and over UDP.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { realRandom } from '../../../kernel/world/real/random.ts';
import {
  decodeSite,
  encodeRequest,
  keyExchangeMode,
  opFlag,
  requests,
} from '../../../wire/handle/handle.ts';
import { certifiedAnswer } from '../certification/certified-answer.ts';
import { overTcp, overUdp } from '../testing/administrator.ts';
import { addressOf, startNodes } from '../testing/four-nodes.ts';
import { groupKeys, SessionClient } from '../testing/session-client.ts';
import { question, read } from '../testing/wire.ts';

test('a node signs the set-up with the key of its site, and talks in the session over TCP and UDP', async (t) => {
  const program = await startNodes(t);
  const to = addressOf(program, 'enterprise-node');
  const [told] = await overTcp(to)(question({ ...requests.siteInfo(), flags: 0 }));
  const { body } = read(told);
  assert.ok(body.kind === 'site-info-response');
  const site = decodeSite(body.site);
  const key = site.ok ? site.value.servers[0]?.publicKey : undefined;
  assert.ok(key);
  const setUp = requests.setUpSession({
    mode: keyExchangeMode.diffieHellman,
    timeoutSeconds: 60,
    identityHandle: '',
    identityIndex: -1,
    publicKey: groupKeys().record,
  });
  const ids = { requestId: 1, expirationSeconds: 1_900_000_000 };
  const flags = opFlag.certified | opFlag.returnDigest;
  const [signed] = await overTcp(to)(encodeRequest(setUp, { ...ids, flags }));
  const certified = signed && certifiedAnswer(signed, key);
  assert.ok(certified?.ok);
  assert.equal(certified.message.header.responseCode, 1);
  for (const send of [overTcp(to), overUdp(to)]) {
    const client = new SessionClient(send, true);
    await client.setUp();
    const handle = `88.118.8/${Buffer.from(realRandom.bytes(4)).toString('hex')}`;
    const [absent, challenged] = await client.ask(requests.resolve(handle));
    assert.deepEqual([absent.header.responseCode, challenged], [100, false]);
    const [ended] = (await send(client.sealed(requests.endSession()))).map(read);
    assert.equal(ended?.header.responseCode, 1);
  }
});
