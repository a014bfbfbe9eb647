import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineModule, type Module } from './module.ts';
import { planModules } from './plan.ts';
import { definePort, optional, type AnyPort, type Port } from './port.ts';

const ports = { a: definePort('a'), b: definePort('b'), c: definePort('c') };

function module(
  name: string,
  roles: readonly string[] | 'on-demand',
  uses: Record<string, AnyPort> = {},
  offers: Record<string, Port<unknown>> = {},
): Module {
  return defineModule({
    name,
    title: { en: name, zh: name },
    roles,
    uses,
    offers,
    start: async () => ({}),
  });
}
const names = (modules: readonly Module[]) => modules.map(({ name }) => name);

test('modules start after the ones that they use, whatever the order of the catalogue', () => {
  const catalogue = [
    module('last', ['r'], { b: ports.b }),
    module('middle', ['r'], { a: ports.a }, { b: ports.b }),
    module('first', ['r'], {}, { a: ports.a }),
  ];
  assert.deepEqual(names(planModules(catalogue, ['r'])), ['first', 'middle', 'last']);
});

test('an on-demand module is chosen only where its port is used, and brings its own needs', () => {
  const catalogue = [
    module('store', 'on-demand', { b: ports.b }, { a: ports.a }),
    module('disk', 'on-demand', {}, { b: ports.b }),
    module('user', ['r'], { a: ports.a }),
    module('other', ['q']),
  ];
  assert.deepEqual(names(planModules(catalogue, ['r'])), ['disk', 'store', 'user']);
  assert.deepEqual(names(planModules(catalogue, ['q'])), ['other']);
});

test('an optional port orders the modules and may be absent', () => {
  const user = module('user', ['r'], { a: optional(ports.a) });
  const provider = module('provider', ['p'], {}, { a: ports.a });
  assert.deepEqual(names(planModules([user, provider], ['r'])), ['user']);
  assert.deepEqual(names(planModules([user, provider], ['r', 'p'])), ['provider', 'user']);
});

test('every problem is named at once', () => {
  const catalogue = [
    module('x', ['r'], { a: ports.a, b: ports.b }),
    module('one', ['r'], { c: ports.c }, { c: ports.c }),
    module('two', ['r'], {}, { c: ports.c }),
  ];
  assert.throws(
    () => planModules(catalogue, ['r']),
    (error: Error) => {
      assert.match(error.message, /x needs a,/);
      assert.match(error.message, /x needs b,/);
      assert.match(error.message, /one and two both offer c/);
      return true;
    },
  );
});

test('a circle is told with its way', () => {
  const catalogue = [
    module('x', ['r'], { a: ports.a }, { b: ports.b }),
    module('y', ['r'], { b: ports.b }, { a: ports.a }),
  ];
  assert.throws(() => planModules(catalogue, ['r']), /x -> y -> x/);
});

test('a role that nobody plays is a problem, not an empty program', () => {
  assert.throws(() => planModules([module('x', ['r'])], ['nobody']), /nobody/);
});
