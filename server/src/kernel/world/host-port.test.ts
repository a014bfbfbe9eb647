import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostPortText, parseHostPort } from './host-port.ts';

test('an address is a host and a port, and is written as it is read', () => {
  for (const [text, host, port] of [
    ['127.0.0.1:2641', '127.0.0.1', 2641],
    ['node.example:1', 'node.example', 1],
    ['[::1]:65535', '::1', 65_535],
  ] as const) {
    assert.deepEqual(parseHostPort(` ${text} `), { host, port });
    assert.equal(hostPortText({ host, port }), text);
  }
});

test('what is no address is told apart', () => {
  const wrong = [
    '',
    'host',
    'host:',
    ':1',
    'host:0',
    'host:70000',
    'fe80::1:7878',
    'a b:1',
    '[]:1',
  ];
  for (const text of wrong) assert.equal(parseHostPort(text), undefined, text);
});
