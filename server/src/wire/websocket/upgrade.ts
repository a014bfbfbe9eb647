// The server's side of the opening of a WebSocket (RFC 6455, 4.2): a request head in, an answer out.
import { createHash } from 'node:crypto';

export type Upgrade =
  | {
      readonly ok: true;
      readonly answer: string;
      /** A page asks (RFC 6454): whatever site it is of, in the browser of whoever looks at it. */
      readonly isFromPage: boolean;
    }
  | { readonly ok: false; readonly answer: string };

/** RFC 6455, 1.3. */
const suffix = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const keyPattern = /^[A-Za-z0-9+/]{22}==$/;

/** `head`: up to the empty line. `protocol`: the one that is spoken here; a client must offer it. */
export function upgradeOf(head: string, protocol: string): Upgrade {
  const [first = '', ...lines] = head.split('\r\n');
  if (!/^GET \S+ HTTP\/1\.1$/.test(first)) return refused('400 Bad Request');
  const fields = new Map<string, string>();
  for (const line of lines) {
    const at = line.indexOf(':');
    if (at < 1) return refused('400 Bad Request');
    const name = line.slice(0, at).toLowerCase();
    const value = line.slice(at + 1).trim();
    const before = fields.get(name);
    fields.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  if (!listOf(fields.get('connection')).includes('upgrade')) return refused('426 Upgrade Required');
  if (!listOf(fields.get('upgrade')).includes('websocket')) return refused('426 Upgrade Required');
  if (fields.get('sec-websocket-version') !== '13')
    return refused('426 Upgrade Required', 'Sec-WebSocket-Version: 13\r\n');
  const key = fields.get('sec-websocket-key') ?? '';
  if (!keyPattern.test(key) || !fields.has('host')) return refused('400 Bad Request');
  if (!listOf(fields.get('sec-websocket-protocol')).includes(protocol))
    return refused('400 Bad Request');
  const accept = createHash('sha1')
    .update(key + suffix)
    .digest('base64');
  return {
    ok: true,
    isFromPage: fields.has('origin'),
    answer:
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      `Sec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
  };
}

function refused(status: string, more = ''): Upgrade {
  const upgrade = status.startsWith('426') ? 'Upgrade: websocket\r\n' : '';
  const answer = `HTTP/1.1 ${status}\r\n${upgrade}${more}Connection: close\r\nContent-Length: 0\r\n\r\n`;
  return { ok: false, answer };
}

function listOf(value = ''): string[] {
  return value.split(',').map((one) => one.trim().toLowerCase());
}
