import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvText } from './csv.ts';

test('commas and quotes are quoted, formulas are text, numbers stay numbers', () => {
  const rows = [
    ['a,b', 'say "x"', '=cmd()'],
    [-1.5, '', 'ok'],
  ];
  assert.equal(csvText(rows), `"a,b","say ""x""",'=cmd()\r\n-1.5,,ok\r\n`);
});
