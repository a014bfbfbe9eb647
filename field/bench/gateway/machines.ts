// Machines of the gateway's benchmark, as values: each tells one message of many readings at a time over a real socket.
// They run in a process of their own (`machine-process.ts`).
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { encodePacket } from '../../../server/src/wire/mqtt/encode.ts';
import { Framer } from '../../../server/src/wire/mqtt/framer.ts';
import { dataTypes } from '../../../server/src/wire/sparkplug/data-types.ts';
import { encodePayload } from '../../../server/src/wire/sparkplug/encode.ts';
import { startLoadMachine } from '../load-machine.ts';

export type MachineKind = 'shdr' | 'mqtt' | 'sparkplug';
export type MachineOrder = {
  readonly kind: MachineKind;
  /** Of the broker. */
  readonly port: number;
  readonly signals: number;
  /** Readings of one message; signals take turns. */
  readonly perMessage: number;
  readonly host?: string;
};

export type Machine = {
  /** What a source is told to find it. */
  readonly found: { readonly port: number; readonly devices?: string };
  /** Resolves when it may tell. */
  ready(): Promise<void>;
  /** The next message, with `value` for its first signal; waits while the reader is slower. */
  tell(value: number): Promise<void>;
  close(): void;
};

/** Publications with QoS 1 under way. */
const windowMax = 200;
const none = { properties: {} };

export function startMachine(order: MachineOrder): Promise<Machine> {
  if (order.kind === 'shdr') return shdrMachine(order);
  return order.kind === 'mqtt' ? mqttMachine(order) : sparkplugMachine(order);
}

const valueOf = (n: number, i: number): number => ((n * 7 + i * 13) % 100_000) / 100;
/** What most of a message says is made beforehand, so that the machine takes little of the processor. */
const variants = 64;
const prepared = <T>(make: (variant: number) => T): T[] =>
  Array.from({ length: variants }, (_, variant) => make(variant));

async function shdrMachine({ signals, perMessage }: MachineOrder): Promise<Machine> {
  const machine = await startLoadMachine('LOAD', signals);
  const groups = Array.from({ length: Math.ceil(signals / perMessage) }, (_, group) =>
    prepared((variant) =>
      Array.from({ length: perMessage - 1 }, (_, i) => {
        return `s${group * perMessage + i + 1}|${valueOf(variant, i)}`;
      }).join('|'),
    ),
  );
  let message = 0;
  return {
    found: machine,
    ready: () => machine.connected(),
    async tell(value) {
      const group = message % groups.length;
      message += 1;
      const rest = groups[group]?.[value % variants] ?? '';
      await machine.sendPairs(`s${group * perMessage}|${value}|${rest}`);
    },
    close: () => machine.close(),
  };
}

class Publisher {
  readonly #socket: Socket;
  #underWay = 0;
  #id = 0;
  #wake = (): void => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static async open(port: number): Promise<Publisher> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const publisher = new Publisher(socket);
    const framer = new Framer(1 << 20);
    const accepted = new Promise<void>((resolve) => {
      socket.on('data', (chunk) =>
        framer.push(chunk, ({ first }) => {
          if (first >> 4 === 2) resolve();
          if (first >> 4 === 4) publisher.#confirmed();
          return true;
        }),
      );
    });
    await once(socket, 'connect');
    const clientId = `machine-${process.pid}`;
    const hello = { kind: 'connect', version: 4, cleanStart: true, keepAliveS: 0 } as const;
    socket.write(encodePacket({ ...hello, clientId, ...none }, 4));
    await accepted;
    return publisher;
  }

  async publish(topic: string, payload: Uint8Array, qos: 0 | 1): Promise<void> {
    if (qos === 1) {
      while (this.#underWay >= windowMax) await new Promise<void>((wake) => (this.#wake = wake));
      this.#underWay += 1;
      this.#id = (this.#id % 65_000) + 1;
    }
    const flags = { retain: false, repeated: false, ...none };
    const packet = { kind: 'publish', topic, payload, qos, id: this.#id, ...flags } as const;
    if (!this.#socket.write(encodePacket(packet, 4))) await once(this.#socket, 'drain');
  }

  close(): void {
    this.#socket.destroy();
  }

  #confirmed(): void {
    this.#underWay -= 1;
    this.#wake();
  }
}

/** JSON objects, one topic a machine: `{"at": …, "s0": …, "s1": …}`. */
async function mqttMachine({ port, signals, perMessage }: MachineOrder): Promise<Machine> {
  const publisher = await Publisher.open(port);
  const topics = Math.ceil(signals / perMessage);
  const rests = prepared((variant) =>
    Array.from({ length: perMessage - 1 }, (_, i) => `,"s${i + 1}":${valueOf(variant, i)}`).join(
      '',
    ),
  );
  let message = 0;
  return {
    found: { port },
    ready: async () => {},
    async tell(value) {
      const topic = `bench/machine-${message % topics}`;
      message += 1;
      const rest = rests[value % variants] ?? '';
      await publisher.publish(topic, Buffer.from(`{"at":${Date.now()},"s0":${value}${rest}}`), 1);
    },
    close: () => publisher.close(),
  };
}

/** Edge nodes with metrics by alias; data with QoS 0, as the standard demands. */
async function sparkplugMachine({ port, signals, perMessage }: MachineOrder): Promise<Machine> {
  const publisher = await Publisher.open(port);
  const nodes = Math.ceil(signals / perMessage);
  const datatype = dataTypes.Double;
  const seqs = new Uint8Array(nodes);
  const rests = prepared((variant) =>
    encodePayload({
      metrics: Array.from({ length: perMessage - 1 }, (_, i) => {
        return { alias: i + 1, field: 'double', value: valueOf(variant, i) } as const;
      }),
    }),
  );
  let message = 0;
  return {
    found: { port },
    async ready() {
      for (let node = 0; node < nodes; node += 1) {
        const timestamp = Date.now();
        const plain = (i: number) => ({ alias: i, datatype, field: 'double', value: 0 }) as const;
        const metrics = [
          { name: 'bdSeq', datatype: dataTypes.Int64, field: 'long', value: 0 } as const,
          ...Array.from({ length: perMessage }, (_, i) => ({ name: `s${i}`, ...plain(i) })),
        ];
        const birth = encodePayload({ timestamp, metrics, seq: 0 });
        seqs[node] = 1;
        await publisher.publish(`spBv1.0/bench/NBIRTH/node-${node}`, birth, 0);
      }
    },
    async tell(value) {
      const node = message % nodes;
      message += 1;
      const seq = seqs[node] ?? 0;
      seqs[node] = seq + 1;
      const metrics = [{ alias: 0, field: 'double', value } as const];
      const first = encodePayload({ timestamp: Date.now(), metrics, seq });
      // Fields may come in any order, so the rest of the metrics follows.
      const data = Buffer.concat([first, rests[value % variants] ?? new Uint8Array(0)]);
      await publisher.publish(`spBv1.0/bench/NDATA/node-${node}`, data, 0);
    },
    close: () => publisher.close(),
  };
}
