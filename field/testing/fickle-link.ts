// A TCP relay between a gateway and its platform that a test cuts, or that loses what the platform answers.
import { createServer, connect, type Socket } from 'node:net';
import { once } from 'node:events';

export type FickleLink = {
  readonly port: number;
  /** `lossy`: requests arrive, answers do not. */
  state: 'open' | 'cut' | 'lossy';
  readonly lost: () => number;
  cut(): void;
  close(): void;
};

export async function fickleLink(toPort: number): Promise<FickleLink> {
  const sockets = new Set<Socket>();
  let lost = 0;
  const server = createServer((near) => {
    if (link.state === 'cut') return void near.destroy();
    const far = connect(toPort, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far);
    far.on('data', (bytes) => {
      if (link.state === 'open') return void near.write(bytes);
      lost += 1;
      near.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const link: FickleLink = {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    state: 'open',
    lost: () => lost,
    cut() {
      link.state = 'cut';
      for (const socket of sockets) socket.destroy();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
  return link;
}
