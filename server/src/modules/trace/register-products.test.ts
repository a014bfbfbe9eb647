import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../../kernel/log/log.ts';
import type { Registration } from '../identifiers/api.ts';
import { ProductRegistration } from './register-products.ts';

test('a machine of another enterprise numbers nothing under our prefix', async () => {
  const registered: Registration[] = [];
  const warnings: unknown[] = [];
  const registration = new ProductRegistration({
    registry: {
      prefix: '88.118.8',
      register: async (items) => {
        registered.push(...items);
        return items.map(() => 'registered' as const);
      },
    },
    program: { publicUrl: 'http://x' },
    log: { ...silentLog, warn: (_event, fields) => void warnings.push(fields?.['machine']) },
    products: { add() {} },
  });
  const foreign = ['88.118.9/M-1', '88.118.80/M-1', '88.118.8.1/M-1', '88.118/M-1', 'M-1', ''];
  const part = (machine: string) => ({
    machine,
    part: `of ${machine}`,
    finishedAt: 'x',
    values: [],
  });
  await registration.registerFinished([...foreign, '88.118.8/M-1'].map(part));
  assert.deepEqual(
    registered.map(({ handle }) => handle),
    ['88.118.8/of 88.118.8/M-1'],
  );
  assert.deepEqual(warnings, foreign);
});
