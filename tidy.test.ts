// The house rules as a test: layout, import rules, banned calls, sizes, names, marks, dependencies.
// Independent of the compiler's version, quick, and each message names the remedy.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAll, type Source } from './tidy/rules.ts';
import { readSources, repository } from './tidy/sources.ts';

const sources = readSources();

test('the tree was read', () => {
  assert.ok(sources.length > 100, `only ${sources.length} files found under ${repository}`);
});

test('the house rules hold', () => {
  const broken = checkAll(sources);
  assert.equal(broken.length, 0, `\n${broken.join('\n')}`);
});

/** Each planted violation must be found: a rule that finds nothing protects nothing. */
const planted: readonly [string, Source][] = [
  [
    'may not import',
    file('server/src/kernel/x/a.ts', "import { b } from '../../modules/trace/api.ts';"),
  ],
  [
    'may not import',
    file('server/src/modules/trace/a.ts', "import { b } from '../assets/store.ts';"),
  ],
  [
    'may not import',
    file('server/src/modules/trace/a.ts', "const b = await import('../assets/store.ts');"),
  ],
  [
    'may not import',
    file('server/src/wire/handle/a.ts', "import { b } from '../../kernel/log/log.ts';"),
  ],
  ['may not import', file('sdk/src/a.ts', "import { b } from 'fastify';")],
  [
    'may not import',
    file('server/src/stores/log/a.ts', "import { b } from '../../engines/embedded/engine.ts';"),
  ],
  [
    'may not import',
    file('server/src/modules/trace/a.ts', "import { b } from '../../catalogue.ts';"),
  ],
  ['belongs to', file('server/src/modules/trace/a.ts', "import fastify from 'fastify';")],
  ['not in STYLE.md', file('server/src/modules/trace/a.ts', "import pad from 'left-pad';")],
  ['kernel/world', file('server/src/modules/trace/a.ts', 'const now = Date.now();')],
  ['kernel/world', file('server/src/modules/trace/a.ts', 'setTimeout(() => {}, 1);')],
  ['kernel/world', file('server/src/modules/trace/a.ts', 'const x = Math.random();')],
  ['kernel/world', file('server/src/modules/trace/a.ts', 'const x = new Date();')],
  ['kernel/world', file('server/src/modules/trace/a.ts', "import { connect } from 'node:net';")],
  ['kebab-case', file('server/src/modules/trace/aB.ts', '')],
  ['says nothing', file('server/src/modules/trace/trace-manager.ts', '')],
  ['only at the door', file('server/src/modules/trace/index.ts', '')],
  ['mark', file('server/src/modules/trace/a.ts', ['// TO', 'DO later'].join(''))],
  ['lines', file('server/src/modules/trace/a.ts', 'x;\n'.repeat(401))],
  [
    'function',
    file('server/src/modules/trace/a.ts', `function f() {\n${'  x();\n'.repeat(70)}}\n`),
  ],
  ['opens with', file('server/src/modules/trace/a.ts', 'export const a = 1;')],
  ['role', file('server/src/cli/a.ts', "// why\nif (roles.includes('top')) x();")],
  ['role', file('server/src/modules/trace/a.ts', "// why\nif (role === 'top') x();")],
  ['ts-ignore', file('server/src/modules/trace/a.ts', ['// @ts-', 'ignore\nx();'].join(''))],
];

for (const [message, source] of planted) {
  test(`a planted violation is found: ${message} in ${source.path}`, () => {
    const broken = checkAll([source]);
    assert.ok(
      broken.some((line) => line.includes(message)),
      `“${message}” not among:\n${broken.join('\n')}`,
    );
  });
}

test('imports that go in a circle are found', () => {
  const broken = checkAll([
    file('server/src/modules/trace/a.ts', "// why\nimport { b } from './b.ts';"),
    file('server/src/modules/trace/b.ts', "// why\nimport { a } from './a.ts';"),
  ]);
  assert.ok(
    broken.some((line) => line.includes('circle')),
    broken.join('\n'),
  );
});

function file(path: string, text: string): Source {
  return { path, text };
}
