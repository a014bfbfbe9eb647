// Whose certificate a mail server has to show.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tlsOf } from './mail.ts';

test('a certificate is of the name, also of one that looks like digits of an address', () => {
  for (const host of ['smtp.example', 'cafe.de', 'abc.ad', 'dead.beef.cd', 'mail', '1.2.3.4.de']) {
    assert.deepEqual(tlsOf({ host }), { servername: host });
  }
  for (const host of ['192.0.2.1', '::1', 'fd00::cafe']) assert.deepEqual(tlsOf({ host }), {});
  assert.deepEqual(tlsOf({ host: '::1', authorities: 'PEM' }), { ca: 'PEM' });
});
