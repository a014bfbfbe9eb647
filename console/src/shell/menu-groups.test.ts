// Every page stands in the menu exactly once, and a heading without a page is not shown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { menuGroups } from './menu-groups.ts';

const page = (id: string, order: number) => ({
  ...{ id, path: `/${id}`, title: { en: id, zh: id }, order },
});

test('pages stand under their headings in the order of the session, each once', () => {
  const ids = ['resolve', 'machines', 'assets', 'alarms', 'orders', 'gaps'];
  const groups = menuGroups(ids.map((id, i) => page(id, i)));
  assert.deepEqual(
    groups.map((group) => [group.id, group.pages.map(({ id }) => id)]),
    [
      ['identifiers', ['resolve']],
      ['data', ['machines', 'assets']],
      ['operation', ['alarms', 'orders']],
      ['administration', ['gaps']],
    ],
  );
});

test('a page that no heading names is with the data, and headings without pages are left out', () => {
  const groups = menuGroups([page('brand-new', 1)]);
  assert.deepEqual(
    groups.map((group) => [group.id, group.pages.map(({ id }) => id)]),
    [['data', ['brand-new']]],
  );
  assert.deepEqual(menuGroups([]), []);
});
