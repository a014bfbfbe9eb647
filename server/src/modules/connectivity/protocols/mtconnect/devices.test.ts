import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { isFailure } from '../../../../kernel/failure/failure.ts';
import { ItemLookup } from '../mtconnect-shdr/item-lookup.ts';
import { readDevices } from './devices.ts';
import { mtconnectShdr } from '../mtconnect-shdr/mtconnect-shdr.ts';

const file = fileURLToPath(
  new URL('../../../../../../../shared/data/mtconnect-okuma/Devices.xml', import.meta.url),
);
const skip = existsSync(file) ? false : 'skipped: ../shared/data/mtconnect-okuma is absent';

function wrap(devices: string): string {
  return `<?xml version="1.0"?>\n<MTConnectDevices xmlns="urn:x">\n<Devices>\n${devices}\n</Devices></MTConnectDevices>`;
}

function device(items: string, attributes = 'id="d1" uuid="u1" name="one"'): string {
  return `<Device ${attributes}>\n<DataItems>\n${items}\n</DataItems></Device>`;
}

const item = '<DataItem id="a" category="EVENT" type="BLOCK"/>';

const wrong: readonly [string, string, string, RegExp][] = [
  ['text that is no XML', 'hello, machine', 'mtconnect.not-xml', /line 1/],
  ['an empty file', '   ', 'mtconnect.not-xml', /line 1/],
  ['a tag that does not close', wrap('<Device id="d">'), 'mtconnect.not-xml', /line 5/],
  ['another document', '<?xml version="1.0"?>\n<html></html>', 'mtconnect.not-devices', /<html>/],
  ['streams', '<MTConnectStreams/>', 'mtconnect.not-devices', /MTConnectStreams/],
  ['no device', wrap(''), 'mtconnect.no-device', /line 3/],
  ['no Devices', '<MTConnectDevices/>', 'mtconnect.no-device', /line 1/],
  [
    'an entity',
    `<!DOCTYPE a [<!ENTITY b "c">]>${wrap(device(item))}`,
    'mtconnect.document-type',
    /line 1/,
  ],
  [
    'no uuid',
    wrap(device(item, 'id="d1"')),
    'mtconnect.missing-attribute',
    /<Device> in line 4 has no uuid/,
  ],
  [
    'no id',
    wrap(device('<DataItem category="EVENT" type="BLOCK"/>')),
    'mtconnect.missing-attribute',
    /line 6 has no id/,
  ],
  [
    'no type',
    wrap(device('<DataItem id="a" category="EVENT"/>')),
    'mtconnect.missing-attribute',
    /line 6 has no type/,
  ],
  [
    'no category',
    wrap(device('<DataItem id="a" type="BLOCK"/>')),
    'mtconnect.missing-attribute',
    /line 6 has no category/,
  ],
  [
    'a new category',
    wrap(device('<DataItem id="a" type="BLOCK" category="GUESS"/>')),
    'mtconnect.unknown-category',
    /a in line 6 .* GUESS/,
  ],
  [
    'an id twice',
    wrap(device(`${item}\n${item}`)),
    'mtconnect.duplicate-id',
    /line 7 stands already in line 6/,
  ],
  [
    'a uuid with a blank',
    wrap(device(item, 'id="d1" uuid="u 1"')),
    'mtconnect.bad-identifier',
    /uuid u 1 in line 4/,
  ],
  [
    'a uuid with a slash',
    wrap(device(item, 'id="d1" uuid="a/b"')),
    'mtconnect.bad-identifier',
    /a\/b/,
  ],
  ['8 MiB and more', `<!-- ${'x'.repeat(8 * 1024 * 1024)} -->`, 'mtconnect.too-large', /8388608/],
  ['tags without end', wrap('<a>'.repeat(500) + '</a>'.repeat(500)), 'mtconnect.not-xml', /nested/],
];

for (const [what, text, code, place] of wrong) {
  test(`Devices.xml: ${what} is refused with its place`, () => {
    assert.throws(
      () => readDevices('okuma', text),
      (error) => {
        assert.ok(isFailure(error, code), String(error));
        assert.match(error.message, place);
        assert.match(error.message, /okuma/);
        assert.notEqual(error.publicMessage.zh, error.publicMessage.en);
        return true;
      },
    );
  });
}

test('a source without Devices.xml is refused', () => {
  const settings = { name: 'm', protocol: 'mtconnect-shdr', connection: { host: 'h', port: 1 } };
  assert.throws(() => mtconnectShdr.describe('88.118.8', settings), /has no Devices.xml/);
});

test('references are decoded, entities are not', () => {
  const [read] = readDevices(
    'm',
    wrap(device('<DataItem id="a" category="EVENT" type="BLOCK" name="a&amp;b&#65;&x;"/>')),
  );
  assert.equal(read?.items[0]?.name, 'a&bA&x;');
});

test('keys are ids, names, source texts, and may name their device', () => {
  const one = device(
    '<DataItem id="a" name="avail" category="EVENT" type="AVAILABILITY"><Source>PLC.A</Source></DataItem>',
  );
  const two = device(
    '<DataItem id="avail" category="CONDITION" type="SYSTEM"/>',
    'id="d2" uuid="u2" name="two"',
  );
  const settings = {
    name: 'm',
    protocol: 'mtconnect-shdr',
    connection: { host: 'h', port: 1, devices: wrap(one + two) },
  };
  const { signals } = mtconnectShdr.describe('88.118.8', settings);
  const lookup = new ItemLookup(readDevices('m', settings.connection.devices), signals);
  const identifier = (key: string) => signals[lookup.find(key)?.signal ?? -1]?.identifier;
  assert.equal(identifier('a'), '88.118.8/M-u1/a');
  assert.equal(identifier('PLC.A'), '88.118.8/M-u1/a');
  assert.equal(identifier('avail'), '88.118.8/M-u1/a', 'the first device that names the key');
  assert.equal(identifier('two:avail'), '88.118.8/M-u2/avail');
  assert.equal(lookup.find('two:avail')?.kind, 'condition');
  assert.equal(identifier('three:avail'), undefined);
  assert.equal(lookup.prefer('u2'), true);
  assert.equal(identifier('avail'), '88.118.8/M-u2/avail', 'the device that the adapter named');
  assert.equal(lookup.prefer('u3'), false);
});

test('the Okuma description: two machines, 216 signals, units as told', { skip }, () => {
  const devices = readFileSync(file, 'utf8');
  const connection = { host: 'h', port: 1, devices };
  const settings = { name: 'okuma', protocol: 'mtconnect-shdr', connection };
  const { models, signals } = mtconnectShdr.describe('88.118.8', settings);
  assert.deepEqual(
    models.map(({ machine, signals: own }) => [machine.identifier, machine.name, own.length]),
    [
      ['88.118.8/M-OKUMA.123456', 'OKUMA', 100],
      ['88.118.8/M-Mazak', 'Mazak', 116],
    ],
  );
  const [okuma] = models;
  assert.equal(okuma?.machine.manufacturer, 'OKUMA');
  assert.equal(okuma?.machine.model, 'MULT_U3000');
  assert.equal(okuma?.machine.description, 'Okuma MTConnect Adapter');
  const byName = new Map(signals.map((signal) => [signal.name, signal]));
  const position = byName.get('X1actm');
  assert.equal(position?.identifier, '88.118.8/M-OKUMA.123456/LX1actm');
  assert.equal(position?.asset, '88.118.8/M-OKUMA.123456/C-Lx1');
  assert.deepEqual(
    [position?.unit, position?.unitCode, position?.value],
    ['MILLIMETER', 'mm', 'number'],
  );
  assert.equal(byName.get('p1Fact')?.unitCode, 'mm/min', 'the adapter tells native units');
  assert.equal(byName.get('p1LPathPos')?.value, 'three-space');
  assert.equal(byName.get('ppartcount')?.value, 'number');
  assert.equal(byName.get('system')?.kind, 'condition');
  const axis = okuma?.components.find(({ identifier }) => identifier.endsWith('/C-Lx1'));
  assert.deepEqual(
    [axis?.name, axis?.type, axis?.parent],
    ['X', 'Linear', '88.118.8/M-OKUMA.123456/C-Laxes1'],
  );
  const unknown = signals.filter(
    ({ unit, unitCode }) => unit !== undefined && unitCode === undefined,
  );
  assert.deepEqual(unknown, []);
});

test('comments without end are refused at once, and hide no document type', () => {
  const startedMs = performance.now();
  for (const opening of ['<!--', '<![CDATA[']) {
    const hostile = `<MTConnectDevices>${opening.repeat(800_000)}`;
    assert.throws(() => readDevices('x', hostile), /is not XML/);
  }
  assert.ok(performance.now() - startedMs < 3_000);
  const hidden = '<!-- <!DOCTYPE a> --><MTConnectDevices><![CDATA[<!ENTITY]]></MTConnectDevices>';
  assert.throws(() => readDevices('x', hidden), /describes no Device/);
  for (const before of ['', '<!-- a --> ', '<!-- <!-- ']) {
    const declared = `${before}<!doctype a [<!ENTITY b "c">]><MTConnectDevices/>`;
    assert.throws(() => readDevices('x', declared), /document type declaration in line 1/, before);
  }
});
