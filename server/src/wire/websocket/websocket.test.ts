import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { closeCodes, frameHead, FrameReader, opcodes } from './frames.ts';
import { upgradeOf } from './upgrade.ts';

const head = [
  'GET /mqtt HTTP/1.1',
  'Host: hall-3:1883',
  'Upgrade: websocket',
  'Connection: keep-alive, Upgrade',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Protocol: mqttv3.1, mqtt',
];

/** A frame as a client sends it. */
function masked(first: number, payload: Uint8Array, mask = Uint8Array.of(1, 2, 3, 4)): Buffer {
  const plain = Buffer.from(frameHead(0, payload.length));
  plain[0] = first;
  plain[1] = (plain[1] ?? 0) | 0x80;
  const hidden = payload.map((byte, i) => byte ^ (mask[i & 3] ?? 0));
  return Buffer.concat([plain, mask, hidden]);
}

type Read = { data: Buffer; pings: string[]; closed: boolean; fault?: number };

function read(chunks: readonly Uint8Array[]): Read {
  const all: Read = { data: Buffer.alloc(0), pings: [], closed: false };
  const reader = new FrameReader({
    onData: (bytes) => (all.data = Buffer.concat([all.data, bytes])),
    onPing: (payload) => void all.pings.push(Buffer.from(payload).toString()),
    onClose: () => (all.closed = true),
  });
  for (const chunk of chunks) {
    const fault = reader.push(chunk);
    if (fault !== undefined) all.fault = fault;
  }
  return all;
}

test('the example of RFC 6455, 1.3, is answered, and what is no upgrade to mqtt is refused', () => {
  const upgrade = upgradeOf(head.join('\r\n'), 'mqtt');
  assert.ok(upgrade.ok && !upgrade.isFromPage);
  assert.match(upgrade.answer, /^HTTP\/1\.1 101 .*\r\n/);
  assert.match(upgrade.answer, /Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n/);
  const page = upgradeOf([...head, 'Origin: https://elsewhere.example'].join('\r\n'), 'mqtt');
  assert.ok(page.ok && page.isFromPage);
  for (const [i, line] of head.entries()) {
    const without = upgradeOf(head.filter((one) => one !== line).join('\r\n'), 'mqtt');
    assert.equal(without.ok, false, `without line ${i}`);
  }
});

test('any stream in any frames, cut anywhere, comes out as it went in', () => {
  const bytes = fc.uint8Array({ maxLength: 70_000, size: 'large' });
  fc.assert(
    fc.property(fc.array(bytes, { minLength: 1, maxLength: 4 }), fc.nat(), (parts, seed) => {
      const frames = parts.flatMap((part, i) => {
        const first = (i === parts.length - 1 ? 0x80 : 0) | (i === 0 ? opcodes.binary : 0);
        return [masked(first, part), masked(0x80 | opcodes.ping, Buffer.from('p'))];
      });
      const all = Buffer.concat(frames);
      const at = seed % (all.length + 1);
      const got = read([all.subarray(0, at), all.subarray(at)]);
      assert.ok(got.data.equals(Buffer.concat(parts)));
      assert.deepEqual([got.pings.length, got.fault], [parts.length, undefined]);
    }),
    { numRuns: 60 },
  );
});

test('what the standard forbids ends it with its code', () => {
  const some = Uint8Array.of(1);
  const wrong: [number, Uint8Array][] = [
    [closeCodes.notBinary, masked(0x81, some)],
    [closeCodes.protocolError, Uint8Array.of(0x82, 1, 1)], // not masked
    [closeCodes.protocolError, masked(0xc2, some)], // a reserved bit
    [closeCodes.protocolError, masked(0x80, some)], // goes on with nothing
    [closeCodes.protocolError, Buffer.concat([masked(0x02, some), masked(0x82, some)])],
    [closeCodes.protocolError, masked(0x09, some)], // a control frame in parts
    [closeCodes.protocolError, masked(0x89, new Uint8Array(126))],
    [closeCodes.protocolError, masked(0x8b, some)],
    [closeCodes.protocolError, masked(0x83, some)],
    [closeCodes.protocolError, Uint8Array.of(0x82, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4)],
  ];
  for (const [code, bytes] of wrong) assert.equal(read([bytes]).fault, code, bytes.join());
  const closed = read([masked(0x88, Uint8Array.of(3, 232)), masked(0x81, some)]);
  assert.deepEqual([closed.closed, closed.fault], [true, undefined], 'nothing is read after it');
});

test('any bytes are read or refused, never a crash', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }), (chunks) => {
      read(chunks);
    }),
  );
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void upgradeOf(text, 'mqtt')));
});
