// What a man in the middle, a thief of an old answer, a neighbour and a careless operator get.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HandleValue } from '../../../wire/handle/handle.ts';
import type { SignatureState } from '../api.ts';
import { sentValue } from '../testing/administrator.ts';
import { newKeys, threeValues, Tower, type Claimed } from '../testing/trust-tower.ts';
import { ChainVerifier } from './chain-verifier.ts';
import type { ValuesLookup } from './record-verifier.ts';
import { rootOf } from './trust-roots.ts';

const dayMs = 86_400_000;
const tower = new Tower();

function verifierOf(of: Tower, required = false): ChainVerifier {
  return new ChainVerifier({ roots: [rootOf('88', [of.root.json])], clock: of.clock, required });
}

/** The state as one word: `verified`, or the reason. */
function word(state: SignatureState): string {
  return 'reason' in state ? `${state.state} ${state.reason}` : state.state;
}

async function verdict(
  lookup: ValuesLookup,
  given: { values?: readonly HandleValue[]; handle?: string; verifier?: ChainVerifier } = {},
): Promise<string> {
  const { values = threeValues, handle = '88.118.8/a', verifier = verifierOf(tower) } = given;
  return word(await verifier.verify({ handle, values }, lookup));
}

const good = tower.sign(threeValues);

test('a record as it was signed is verified; who signed and until when is told', async () => {
  const state = await verifierOf(tower).verify(
    { handle: '88.118.8/A', values: threeValues },
    tower.lookup(good),
  );
  const until = new Date(tower.clock.nowMs + 7 * dayMs).toISOString().replace('.000Z', 'Z');
  assert.deepEqual(state, { state: 'verified', signer: '410:0.NA/88.118.8', until });
});

test('whatever is done to values on the way is noticed, except to timestamps', async () => {
  const [first, ...rest] = threeValues;
  assert.ok(first);
  const changes: readonly [string, readonly HandleValue[]][] = [
    ['refused value-changed', [{ ...first, data: Buffer.from('other') }, ...rest]],
    ['refused value-changed', [{ ...first, ttlSeconds: 1 }, ...rest]],
    ['refused value-changed', [{ ...first, ttlType: 1 }, ...rest]],
    ['refused value-changed', [{ ...first, type: 'URN' }, ...rest]],
    ['refused value-changed', [{ ...first, permissions: 2 }, ...rest]],
    ['refused value-changed', [{ ...first, references: [{ handle: 'a/b', index: 1 }] }, ...rest]],
    ['refused value-removed', [{ ...first, index: 9 }, ...rest]],
    ['refused value-removed', rest],
    ['refused value-added', [...threeValues, sentValue(7)]],
    ['verified', [{ ...first, timestampSeconds: 9 }, ...rest]],
    ['verified', threeValues.toReversed()],
  ];
  for (const [expected, values] of changes) {
    assert.equal(await verdict(tower.lookup(good), { values }), expected);
  }
});

test('a signature of somebody else, of another identifier, or none', async () => {
  const neighbour = newKeys();
  const issuer = '410:0.NA/88.118';
  tower.certify('88.118.9', 410, { issuer, by: tower.second, keys: neighbour });
  const signed = (over: Partial<Claimed>): HandleValue => tower.sign(threeValues, over);
  const cases: readonly [string, HandleValue][] = [
    ['refused forged', signed({ key: neighbour.privateKey })],
    ['refused not-permitted', signed({ key: neighbour.privateKey, iss: '410:0.NA/88.118.9' })],
    ['refused unknown-signer', signed({ key: neighbour.privateKey, iss: '411:0.NA/88.118.8' })],
    ['undecided not-certified', signed({ key: neighbour.privateKey, iss: '300:88.118.9/x' })],
    ['refused other-handle', signed({ sub: '88.118.8/b' })],
    ['refused bad-signature', signed({ iss: 'somebody' })],
    ['refused bad-signature', signed({ over: { exp: undefined } })],
    ['refused bad-signature', { ...good, data: Buffer.from('x.y.z') }],
    ['refused forged', { ...good, data: changedTail(good.data) }],
  ];
  for (const [expected, signature] of cases) {
    assert.equal(await verdict(tower.lookup(signature)), expected);
  }
  assert.equal(await verdict(tower.lookup()), 'unsigned');
});

test('who is above may sign too, and the root itself', async () => {
  const above = { iss: '410:0.NA/88.118', key: tower.second.privateKey };
  const top = { iss: '410:0.NA/88', key: tower.root.privateKey };
  for (const by of [above, top]) {
    assert.equal(await verdict(tower.lookup(tower.sign(threeValues, by))), 'verified', by.iss);
  }
  const ownNaming = { handle: '0.NA/88.118' };
  const byRoot = tower.sign(threeValues, { ...top, sub: '0.NA/88.118' });
  assert.equal(await verdict(tower.lookup(byRoot), ownNaming), 'verified');
});

test('signatures have their time, with five minutes for clocks that differ', async () => {
  const of = new Tower();
  const verifier = verifierOf(of);
  const signature = of.sign(threeValues);
  const start = of.clock.nowMs;
  const at: readonly [number, string][] = [
    [-301_000, 'refused not-yet-valid'],
    [-299_000, 'verified'],
    [7 * dayMs + 299_000, 'verified'],
    [7 * dayMs + 301_000, 'refused expired'],
  ];
  for (const [offsetMs, expected] of at) {
    of.clock.nowMs = start + offsetMs;
    assert.equal(await verdict(of.lookup(signature), { verifier }), expected, `${offsetMs}`);
  }
  of.clock.nowMs = start;
  const early = of.sign(threeValues, { over: { nbf: of.seconds + 3_600 } });
  assert.equal(await verdict(of.lookup(early), { verifier }), 'refused not-yet-valid');
});

test('who saw the newer state is not told the older one again', async () => {
  const of = new Tower();
  const verifier = verifierOf(of);
  const old = of.sign(threeValues);
  const changed = [sentValue(1, { data: Buffer.from('new') })];
  of.clock.nowMs += 1_000;
  const fresh = of.sign(changed);
  assert.equal(await verdict(of.lookup(old), { verifier }), 'verified');
  assert.equal(await verdict(of.lookup(fresh), { verifier, values: changed }), 'verified');
  assert.equal(await verdict(of.lookup(old), { verifier }), 'refused replayed');
  assert.equal(await verdict(of.lookup(fresh), { verifier, values: changed }), 'verified');
  const again = of.sign(threeValues, { over: { iat: of.seconds + 1 } });
  assert.equal(await verdict(of.lookup(again), { verifier }), 'verified', 'changed back');
  const sameState = of.sign(threeValues, { over: { iat: of.seconds - 60 } });
  assert.equal(await verdict(of.lookup(sameState), { verifier }), 'verified', 'of another server');
});

test('a chain that does not hold', async () => {
  const seconds = tower.seconds;
  const issuer = '410:0.NA/88.118';
  const right = { issuer, by: tower.second };
  const breaks: readonly [string, (of: Tower) => void][] = [
    [
      'refused certificate-forged',
      (of) => of.certify('88.118.8', 410, { ...right, by: newKeys(), keys: of.enterprise }),
    ],
    [
      'refused certificate-expired',
      (of) =>
        of.certify('88.118.8', 410, {
          issuer,
          by: of.second,
          keys: of.enterprise,
          over: { exp: seconds - 400 },
        }),
    ],
    [
      'refused certificate-not-yet-valid',
      (of) =>
        of.certify('88.118.8', 410, {
          issuer,
          by: of.second,
          keys: of.enterprise,
          over: { nbf: seconds + 400 },
        }),
    ],
    [
      'refused not-permitted',
      (of) =>
        of.certify('88.118.8', 410, {
          issuer,
          by: of.second,
          keys: of.enterprise,
          over: { perms: [] },
        }),
    ],
    [
      'refused not-permitted',
      (of) =>
        of.certify('88.118', 410, {
          issuer: '410:0.NA/88',
          by: of.root,
          keys: of.second,
          over: { perms: [{ perm: 'thisHandle', handle: 'x/y' }] },
        }),
    ],
    [
      'refused chain-broken',
      (of) =>
        of.certify('88.118', 410, {
          issuer: '410:0.NA/88.118.8',
          by: of.enterprise,
          keys: of.second,
        }),
    ],
    [
      'refused untrusted-root',
      (of) => of.certify('88.118', 410, { issuer, by: of.second, keys: of.second }),
    ],
    [
      'refused bad-certificate',
      (of) => of.certify('88.118', 410, { issuer: 'nobody', by: of.second, keys: of.second }),
    ],
    [
      'refused unknown-signer',
      (of) => of.naming.set('0.NA/88.118.8', of.naming.get('0.NA/88.118')),
    ],
    ['undecided silent', (of) => of.naming.set('0.NA/88.118', undefined)],
    ['undecided not-certified', (of) => of.naming.set('0.NA/88.118', [])],
  ];
  for (const [expected, damage] of breaks) {
    const of = new Tower();
    damage(of);
    const verifier = verifierOf(of);
    assert.equal(await verdict(of.lookup(of.sign(threeValues)), { verifier }), expected);
  }
});

test('a weak key in a certificate is not believed', async () => {
  const of = new Tower();
  const weak = newKeys('rsa', 1_024);
  of.certify('88.118.8', 410, { issuer: '410:0.NA/88.118', by: of.second, keys: weak });
  const signature = of.sign(threeValues, { key: weak.privateKey });
  assert.equal(
    await verdict(of.lookup(signature), { verifier: verifierOf(of) }),
    'refused bad-certificate',
  );
});

test('Ed25519 is taken where a certificate says so, and not in place of RSA', async () => {
  const of = new Tower();
  const keys = newKeys('ed25519');
  const signature = of.sign(threeValues, { key: keys.privateKey });
  const verifier = verifierOf(of);
  assert.equal(await verdict(of.lookup(signature), { verifier }), 'refused forged');
  of.certify('88.118.8', 410, { issuer: '410:0.NA/88.118', by: of.second, keys });
  assert.equal(await verdict(of.lookup(signature), { verifier }), 'verified');
});

test('silence leaves it open, and is believed nowhere where signatures are required', async () => {
  const silent = { ...tower.lookup(), alsoThere: async () => undefined };
  const broken = { ...tower.lookup(), alsoThere: () => Promise.reject(new Error('no network')) };
  const required = { verifier: verifierOf(tower, true) };
  assert.equal(await verdict(silent), 'undecided silent');
  assert.equal(await verdict(broken), 'undecided silent');
  assert.equal(await verdict(silent, required), 'refused silent');
  assert.equal(await verdict(tower.lookup(), required), 'refused unsigned');
  assert.equal(await verdict(tower.lookup(good), required), 'verified');
});

test('what no root answers for is asked no questions', async () => {
  const lookup: ValuesLookup = {
    alsoThere: () => assert.fail('asked'),
    elsewhere: () => assert.fail('asked'),
  };
  for (const required of [false, true]) {
    const verifier = verifierOf(tower, required);
    assert.equal(await verdict(lookup, { handle: '99/a', verifier }), 'undecided no-trust-root');
  }
});

test('certificates are asked for once, together, and again after an hour', async () => {
  const of = new Tower();
  const verifier = verifierOf(of);
  const signature = of.sign(threeValues);
  for (let times = 0; times < 3; times++) {
    assert.equal(await verdict(of.lookup(signature), { verifier }), 'verified');
  }
  assert.deepEqual(of.asked, ['0.NA/88.118.8', '0.NA/88.118', '0.NA/88']);
  of.clock.nowMs += 3_601_000;
  assert.equal(await verdict(of.lookup(signature), { verifier }), 'verified');
  assert.equal(of.asked.length, 6);
});

test('a key that was changed in haste is looked for anew', async () => {
  const of = new Tower();
  const verifier = verifierOf(of);
  assert.equal(await verdict(of.lookup(of.sign(threeValues)), { verifier }), 'verified');
  const keys = newKeys();
  of.certify('88.118.8', 410, { issuer: '410:0.NA/88.118', by: of.second, keys });
  const signature = of.sign(threeValues, { key: keys.privateKey });
  assert.equal(await verdict(of.lookup(signature), { verifier }), 'verified');
});

test('a root that rolls over is followed through the certificate of its old key', async () => {
  const of = new Tower();
  const verifier = verifierOf(of);
  const next = newKeys();
  const bySecond = { iss: '411:0.NA/88', key: next.privateKey };
  const signature = of.sign(threeValues, bySecond);
  assert.equal(await verdict(of.lookup(signature), { verifier }), 'refused unknown-signer');
  of.certify('88', 411, { issuer: '411:0.NA/88', by: next, keys: next });
  assert.equal(await verdict(of.lookup(signature), { verifier }), 'refused untrusted-root');
  of.certify('88', 411, { issuer: '410:0.NA/88', by: of.root, keys: next });
  assert.equal(await verdict(of.lookup(signature), { verifier }), 'verified');
});

test('an owner signs some values and the node the others', async () => {
  const [first, ...rest] = threeValues;
  assert.ok(first);
  const one = tower.sign([first]);
  const others = tower.sign(rest, { iss: '410:0.NA/88.118', key: tower.second.privateKey });
  assert.equal(await verdict(tower.lookup(one)), 'refused value-added');
  assert.equal(await verdict(tower.lookup(one, others)), 'verified');
  const expired = tower.sign(rest, { over: { exp: 1 } });
  assert.equal(await verdict(tower.lookup(good, expired)), 'verified', 'the whole one holds');
  assert.equal(await verdict(tower.lookup(one, expired)), 'refused value-added');
});

function changedTail(data: Uint8Array): Uint8Array {
  const text = Buffer.from(data).toString();
  const at = text.length - 5;
  return Buffer.from(text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1));
}
