import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { legalName, machineName, originalName } from './names.ts';

test('names become parts of identifiers, and back', () => {
  assert.equal(legalName('Line_1'), 'Line_1');
  assert.equal(legalName('Folder 1/Inner.tag'), 'Folder_x20_1.Inner_x2e_tag');
  assert.equal(legalName('温度/1#'), '温度.1_x23_');
  assert.equal(machineName('Plant 1', 'a.b', 'D'), 'Plant_x20_1.a_x2e_b.D');
  assert.equal(machineName('G', 'N'), 'G.N');
});

test('two different names never become one', () => {
  const name = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.stringMatching(/^[_x0-9a-f./ ]{0,12}$/),
  );
  fc.assert(
    fc.property(name, (text) => {
      assert.equal(originalName(legalName(text)), text);
      assert.match(legalName(text), /^[\p{L}\p{N}._-]*$/u);
    }),
    { numRuns: 2_000 },
  );
});
