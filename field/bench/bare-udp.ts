// The limit under a resolution over three nodes: three round trips of a datagram as large as a question, with
// nothing behind the socket.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { quantile } from './report.ts';

const questionBytes = 90;
const rounds = 2_000;

/** Median of one round trip on loopback, in milliseconds. */
export async function bareUdpRoundTripMs(): Promise<number> {
  const echo = createSocket('udp4').bind(0, '127.0.0.1');
  const asker = createSocket('udp4').bind(0, '127.0.0.1');
  await Promise.all([once(echo, 'listening'), once(asker, 'listening')]);
  echo.on('message', (bytes, from) => echo.send(bytes, from.port, from.address));
  const { port } = echo.address();
  const took: number[] = [];
  const question = Buffer.alloc(questionBytes);
  for (let n = 0; n < rounds; n++) {
    const before = performance.now();
    const answered = once(asker, 'message');
    asker.send(question, port, '127.0.0.1');
    await answered;
    took.push(performance.now() - before);
  }
  echo.close();
  asker.close();
  return quantile(took, 0.5);
}
