// A machine that sends as fast as it is read: an SHDR adapter on a real socket with as many numeric signals
// as asked for, and a description of them.
import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

export type LoadMachine = {
  readonly port: number;
  readonly devices: string;
  /** Waits until the gateway is connected. */
  connected(): Promise<void>;
  /** One line with these values of signals `s0`, `s1`, …; waits while the reader is slower. */
  send(values: readonly number[], timeMs?: number): Promise<void>;
  /** The same with `name|value|name|value` as it is. */
  sendPairs(pairs: string, timeMs?: number): Promise<void>;
  close(): void;
};

export async function startLoadMachine(name: string, signals: number): Promise<LoadMachine> {
  let socket: Socket | undefined;
  let arrived: () => void = () => {};
  const first = new Promise<void>((resolve) => (arrived = resolve));
  const server: Server = createServer((connection) => {
    socket = connection.setNoDelay(true);
    connection.on('error', () => {});
    connection.on('data', (chunk) => {
      if (chunk.toString().includes('* PING')) connection.write('* PONG 10000\n');
    });
    arrived();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sendPairs = async (pairs: string, timeMs = Date.now()) => {
    if (!socket?.write(`${new Date(timeMs).toISOString()}|${pairs}\n`) && socket)
      await once(socket, 'drain');
  };
  return {
    port: (server.address() as { port: number }).port,
    devices: describe(name, signals),
    connected: () => first,
    sendPairs,
    send: (values, timeMs) =>
      sendPairs(values.map((value, i) => `s${i}|${value}`).join('|'), timeMs),
    close() {
      socket?.destroy();
      server.close();
    },
  };
}

function describe(name: string, signals: number): string {
  const items = Array.from(
    { length: signals },
    (_, i) =>
      `<DataItem id="s${i}" name="s${i}" category="SAMPLE" type="POSITION" units="MILLIMETER"/>`,
  );
  return `<?xml version="1.0"?><MTConnectDevices xmlns="urn:mtconnect.org:MTConnectDevices:2.0">
<Header creationTime="2026-01-01T00:00:00Z" sender="bench" instanceId="1" version="2.0" bufferSize="1"/>
<Devices><Device id="d" name="${name}" uuid="${name}"><DataItems>${items.join('')}</DataItems></Device></Devices>
</MTConnectDevices>`;
}
