import { join } from 'node:path';
import { test } from 'node:test';
import { checkConformance } from '../../../../testing/conformance.ts';

const repository = join(import.meta.dirname, '../../../../../..');

test('every clause of agents that is done names a test', () => {
  const places = ['server/src/wire/multipart', 'server/src/modules/connectivity'];
  const folders = places.map((place) => join(repository, place));
  checkConformance(join(import.meta.dirname, 'conformance.json'), folders);
});
