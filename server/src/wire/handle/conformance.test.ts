import { join } from 'node:path';
import { test } from 'node:test';
import { checkConformance } from '../../testing/conformance.ts';

test('every clause that is done names a test of the codec or of the nodes', () => {
  const folder = import.meta.dirname;
  const nodes = join(folder, '..', '..', 'modules', 'identifiers');
  checkConformance(join(folder, 'conformance.json'), [folder, nodes]);
});
