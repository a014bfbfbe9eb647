// A small S7 controller of our own for tests: data blocks and areas in memory, one slot with a CPU, and as ill
// behaved as a test wants it.
import type { Listener } from '../../../../../kernel/world/network.ts';
import { realWorld } from '../../../../../kernel/world/real/world.ts';
import { itemCodes } from '../../../../../wire/s7/codes.ts';
import {
  encodeConfirm,
  encodeData,
  encodeRefusal,
  TransportReader,
} from '../../../../../wire/s7/frame.ts';
import type { S7Answer, S7Item, S7Request } from '../../../../../wire/s7/message.ts';
import { decodeRequest, encodeAnswer } from '../../../../../wire/s7/serve.ts';

export type ControllerOptions = {
  readonly host?: string;
  readonly slot?: number;
  readonly pduBytes?: number;
  readonly jobs?: number;
  /** Bytes of each data block; others do not exist. Markers, inputs and outputs have 256. */
  readonly blocks?: Readonly<Record<number, number>>;
  readonly behave?: (request: S7Request) => 'silent' | S7Answer | Promise<undefined> | undefined;
};

export type S7Controller = {
  readonly host: string;
  readonly port: number;
  readonly asked: S7Request[];
  memory(area: string, db?: number): Uint8Array;
  close(): Promise<void>;
};

export async function startS7Controller(options: ControllerOptions = {}): Promise<S7Controller> {
  const { host = '127.0.0.1', slot = 1, blocks = { 1: 1_000 } } = options;
  const memories = new Map<string, Uint8Array>();
  for (const area of ['marker', 'input', 'output']) memories.set(`${area} 0`, new Uint8Array(256));
  for (const [db, bytes] of Object.entries(blocks)) {
    memories.set(`db ${db}`, new Uint8Array(bytes));
  }
  const asked: S7Request[] = [];
  const find = ({ area, db }: Pick<S7Item, 'area' | 'db'>) => memories.get(`${area} ${db}`);
  const listener: Listener = await realWorld.network.listenTcp({ host, port: 0 }, (connection) => {
    const reader = new TransportReader();
    const hear = async (chunk: Uint8Array) => {
      for (const outcome of reader.push(chunk)) {
        if (!outcome.ok) return connection.destroy();
        const { message } = outcome;
        if (message.kind === 'request') {
          const right = (message.calledTsap & 0x1f) === slot;
          const { reference } = message;
          connection.write(right ? encodeConfirm(reference) : encodeRefusal(reference, 3));
        } else if (message.kind === 'data') {
          const job = decodeRequest(message.bytes);
          if (!job.ok) return connection.destroy();
          asked.push(job.request);
          const behaved = options.behave?.(job.request);
          const said = behaved instanceof Promise ? await behaved : behaved;
          if (said === 'silent') continue;
          const answer = said ?? answerOf(job.request, find, options);
          connection.write(encodeData(encodeAnswer(job.number, job.request, answer)));
        }
      }
    };
    connection.onData((chunk) => void hear(chunk));
  });
  return {
    host,
    port: listener.address.port,
    asked,
    memory: (area, db = 0) => memories.get(`${area} ${db}`) ?? new Uint8Array(0),
    close: () => listener.close(),
  };
}

type Find = (item: S7Item) => Uint8Array | undefined;

function answerOf(request: S7Request, find: Find, options: ControllerOptions): S7Answer {
  switch (request.kind) {
    case 'setup': {
      const { pduBytes = 240, jobs = 2 } = options;
      return { kind: 'setup', jobs, pduBytes: Math.min(pduBytes, request.pduBytes) };
    }
    case 'read':
      return {
        kind: 'read',
        items: request.items.map((item) => {
          const code = codeOf(item, find(item));
          const bytes = find(item)?.slice(item.byte, item.byte + item.length);
          return code === itemCodes.ok && bytes ? { ok: true, bytes } : { ok: false, code };
        }),
      };
    case 'write':
      return {
        kind: 'written',
        codes: request.items.map(({ item, bytes }) => {
          const memory = find(item);
          const code = codeOf(item, memory);
          if (code === itemCodes.ok && memory) put(memory, item, bytes);
          return code;
        }),
      };
    case 'status':
      return { kind: 'error', code: 0xd401 };
  }
}

function codeOf(item: S7Item, memory: Uint8Array | undefined): number {
  if (!memory) return itemCodes.missing;
  return item.byte + item.length > memory.length ? itemCodes.outOfRange : itemCodes.ok;
}

function put(memory: Uint8Array, { byte, bit }: S7Item, bytes: Uint8Array): void {
  if (bit === undefined) memory.set(bytes, byte);
  else {
    const before = (memory[byte] ?? 0) & ~(1 << bit);
    memory[byte] = before | ((bytes[0] ?? 0) << bit);
  }
}
