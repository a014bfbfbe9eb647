import { join } from 'node:path';
import { test } from 'node:test';
import { checkConformance } from '../../../../testing/conformance.ts';

const repository = join(import.meta.dirname, '../../../../../..');
const places = ['server/src/modules/connectivity', 'field/interop'];

test('every clause that is done names a test', () => {
  const folders = places.map((place) => join(repository, place));
  checkConformance(join(import.meta.dirname, 'conformance.json'), folders);
});
