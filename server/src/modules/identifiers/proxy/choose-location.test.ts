import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Random } from '../../../kernel/world/random.ts';
import { realRandom } from '../../../kernel/world/real/random.ts';
import { isInRange } from './address-range.ts';
import { chooseLocation, type Chooser } from './choose-location.ts';
import { parseLocations, type Location } from './locations.ts';

const anybody: Chooser = {
  wanted: [],
  liked: [],
  wantsData: false,
  country: undefined,
  address: undefined,
};
const chance = (number: number): Random => ({ ...realRandom, number: () => number });

function locationsIn(xml: string, handle = '10.123/456') {
  const parsed = parseLocations(xml, handle);
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.reason.en);
  return parsed.set;
}

/** Everything that may be chosen, over all of chance. */
function possible(xml: string, chooser: Partial<Chooser> = {}): string[] {
  const { locations, chooseBy } = locationsIn(xml);
  const chosen = Array.from({ length: 200 }, (_, n) => {
    const random = chance(n / 200);
    return (
      chooseLocation(locations, { ...anybody, ...chooser }, { chooseBy, random })?.location.href ??
      '-'
    );
  });
  return [...new Set(chosen)].toSorted();
}

/** The example of the DOI Handbook. */
const handbook = `<locations>
  <location id="0" href="https://uk.example.com/" country="gb" weight="0" />
  <location id="1" href="https://www1.example.com/" weight="1" />
  <location id="2" href="https://www2.example.com/" weight="1" />
</locations>`;

test('the example of the DOI Handbook', () => {
  const uk = ['https://uk.example.com/'];
  const others = ['https://www1.example.com/', 'https://www2.example.com/'];
  assert.deepEqual(possible(handbook, { country: 'GB' }), uk);
  assert.deepEqual(possible(handbook, { country: 'cn' }), others);
  assert.deepEqual(possible(handbook), others);
  assert.deepEqual(possible(handbook, { wanted: ['id:1'] }), ['https://www1.example.com/']);
  assert.deepEqual(possible(handbook, { wanted: ['id:0'] }), uk);
  assert.deepEqual(possible(handbook, { wanted: ['country:gb'] }), uk);
  assert.deepEqual(possible(handbook, { wanted: ['country'] }), uk);
  assert.deepEqual(possible(handbook, { wanted: ['id:9'] }), others);
});

test('a weight of 0 is taken only where nothing else is left', () => {
  const xml =
    '<locations><location href="a:" weight="0"/><location href="b:" weight="0"/></locations>';
  assert.deepEqual(possible(xml), ['a:', 'b:']);
  assert.deepEqual(
    possible('<locations><location href="a:" weight="-3"/><location href="b:"/></locations>'),
    ['b:'],
  );
  assert.deepEqual(possible('<locations/>'), ['-']);
  assert.deepEqual(possible('<locations><location weight="1"/></locations>'), ['-']);
});

test('score, address and the order of chooseby', () => {
  const scored = (order: string) =>
    `<locations chooseby="${order}"><location href="a:" score="2"/><location href="b:" score="5" country="cn"/><location href="c:" score="5" addresses="192.0.2.0/24, 2001:db8::/32"/></locations>`;
  assert.deepEqual(possible(scored('score,weighted')), ['b:', 'c:']);
  assert.deepEqual(possible(scored('score,address'), { address: '192.0.2.77' }), ['c:']);
  assert.deepEqual(possible(scored('address,country'), { address: '2001:db8::1', country: 'cn' }), [
    'c:',
  ]);
  assert.deepEqual(possible(scored('country,address'), { address: '192.0.2.77', country: 'cn' }), [
    'b:',
  ]);
  assert.deepEqual(possible(scored('weighted,score')), ['a:', 'b:', 'c:']);
  assert.deepEqual(possible(scored('magic,,country'), { country: 'cn' }), ['b:']);
});

test('locations for data are for those who want data', () => {
  const xml =
    '<locations><location href="d:" http_role="conneg" weight="0"/><location href="p:" weight="0"/></locations>';
  assert.deepEqual(possible(xml), ['p:']);
  assert.deepEqual(possible(xml, { wantsData: true }), ['d:']);
  assert.deepEqual(possible(xml, { wanted: ['http_role:conneg'] }), ['d:']);
  const languages =
    '<locations><location href="e:" language="en"/><location href="z:" language="zh"/></locations>';
  assert.deepEqual(possible(languages, { liked: ['language:zh', 'language:en'] }), ['z:']);
  assert.deepEqual(possible(languages, { wanted: ['language:en'], liked: ['language:zh'] }), [
    'e:',
  ]);
});

test('what a set says of itself', () => {
  const set = locationsIn(
    '<locations http_sc="308" urlWeight="0.5" no_legacy="true"><location href_template="https://x.example/{hdl}?p={hdl:path}"/><location weight="many" href="b:"/></locations>',
    '88.1/a b$&',
  );
  assert.deepEqual([set.redirectStatus, set.urlWeight, set.withoutUrls], [308, 0.5, true]);
  assert.equal(set.locations[0]?.href, 'https://x.example/88.1%2Fa%20b%24%26?p=88.1/a%20b%24%26');
  assert.equal(set.locations[1]?.weight, 1);
  assert.equal(locationsIn('<locations http_sc="200"/>').redirectStatus, undefined);
  for (const bad of ['<other/>', '<locations>', '', '<!DOCTYPE x><locations/>']) {
    assert.equal(parseLocations(bad, '1/2').ok, false, bad);
  }
});

test('chance follows the weights', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 6 }),
      (weights) => {
        const all: Location[] = weights.map((weight, n) => ({
          href: String(n),
          weight,
          attributes: {},
        }));
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const draws = total === 0 ? weights.length : total;
        const counts = weights.map(() => 0);
        for (let n = 0; n < draws; n++) {
          const random = chance((n + 0.5) / draws);
          const choice = chooseLocation(all, anybody, { chooseBy: undefined, random });
          counts[Number(choice?.location.href)]! += 1;
        }
        assert.deepEqual(counts, total === 0 ? weights.map(() => 1) : weights);
      },
    ),
  );
});

test('whatever the text, it is read or refused', () => {
  const piece = fc.constantFrom(
    '<locations',
    '<location',
    '/>',
    '>',
    '</locations>',
    ' href="a"',
    ' weight="',
    '1"',
    '&',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.string(), (pieces, tail) => {
      const parsed = parseLocations(pieces.join('') + tail, '1/2');
      if (parsed.ok)
        chooseLocation(parsed.set.locations, anybody, {
          chooseBy: undefined,
          random: chance(0.999),
        });
    }),
  );
});

test('address ranges', () => {
  const table: [string, string, boolean][] = [
    ['192.0.2.7', '192.0.2.0/24', true],
    ['192.0.3.7', '192.0.2.0/24', false],
    ['192.0.3.7', '192.0.2.0/23', true],
    ['::ffff:192.0.2.7', '192.0.2.7', true],
    ['192.0.2.7', '0.0.0.0/0', true],
    ['2001:db8::1', '2001:db8::/32', true],
    ['2001:db9::1', '2001:db8::/32', false],
    ['2001:db8::1', '0.0.0.0/0', false],
    ['192.0.2.7', '192.0.2.0/33', false],
    ['nonsense', '192.0.2.0/24', false],
    ['192.0.2.7', '', false],
  ];
  for (const [address, range, expected] of table) {
    assert.equal(isInRange(address, range), expected, `${address} in ${range}`);
  }
});
