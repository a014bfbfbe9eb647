// A small Modbus device of our own for tests and benchmarks: units with registers and bits, in TCP or serial
// frames, that refuse addresses, keep silent, answer late or tell nonsense as a test wants it.
import type { Listener, TcpConnection } from '../../../../../kernel/world/network.ts';
import { realWorld } from '../../../../../kernel/world/real/world.ts';
import { encodeAnswer } from '../../../../../wire/modbus/answer.ts';
import {
  encodeSerialFrame,
  encodeTcpFrame,
  serialFrameReader,
  tcpFrameReader,
} from '../../../../../wire/modbus/frame.ts';
import type { ModbusAnswer, ModbusRequest } from '../../../../../wire/modbus/message.ts';
import { decodeRequest, packBits } from '../../../../../wire/modbus/request.ts';

export type DeviceOptions = {
  readonly host?: string;
  readonly framing?: 'tcp' | 'rtu';
  /** Before an answer is made of memory: `silent`, another answer, or bytes as they are; undefined for the usual. */
  readonly behave?: (
    unit: number,
    request: ModbusRequest,
  ) => 'silent' | ModbusAnswer | Promise<undefined> | undefined;
};

export type ModbusDevice = {
  readonly host: string;
  readonly port: number;
  /** All requests so far. */
  readonly asked: { readonly unit: number; readonly request: ModbusRequest }[];
  /** Of unit and area: two bytes a register, or one a bit. */
  memory(unit: number, area: string): Uint8Array;
  readonly connections: TcpConnection[];
  close(): Promise<void>;
};

export async function startModbusDevice(options: DeviceOptions = {}): Promise<ModbusDevice> {
  const { host = '127.0.0.1', framing = 'tcp' } = options;
  const memories = new Map<string, Uint8Array>();
  const asked: ModbusDevice['asked'] = [];
  const connections: TcpConnection[] = [];
  const memory = (unit: number, area: string) => {
    const key = `${unit} ${area}`;
    const found = memories.get(key) ?? new Uint8Array(131_072);
    memories.set(key, found);
    return found;
  };
  const accept = (connection: TcpConnection) => {
    connections.push(connection);
    const reader = framing === 'tcp' ? tcpFrameReader() : serialFrameReader('requests');
    const hear = async (chunk: Uint8Array) => {
      for (const frame of reader.push(chunk)) {
        if (!frame.ok) continue;
        const { unit, transaction } = frame;
        const outcome = decodeRequest(frame.bytes);
        if (!outcome.ok) continue;
        const request = outcome.value;
        asked.push({ unit, request });
        const behaved = options.behave?.(unit, request);
        const said = behaved instanceof Promise ? await behaved : behaved;
        if (said === 'silent') continue;
        const bytes = encodeAnswer(
          request,
          said ?? answerOf(request, (area) => memory(unit, area)),
        );
        connection.write(
          framing === 'tcp'
            ? encodeTcpFrame({ transaction, unit, bytes })
            : encodeSerialFrame({ unit, bytes }),
        );
      }
    };
    connection.onData((chunk) => void hear(chunk));
  };
  const listener: Listener = await realWorld.network.listenTcp({ host, port: 0 }, accept);
  const { port } = listener.address;
  return { host, port, asked, memory, connections, close: () => listener.close() };
}

function answerOf(request: ModbusRequest, memory: (area: string) => Uint8Array): ModbusAnswer {
  switch (request.kind) {
    case 'read-bits': {
      const bytes = memory(request.area).subarray(request.address, request.address + request.count);
      return { kind: 'bits', bits: packBits([...bytes].map((byte) => byte !== 0)) };
    }
    case 'read-registers': {
      const at = request.address * 2;
      const registers = memory(request.area).subarray(at, at + request.count * 2);
      return { kind: 'registers', registers };
    }
    case 'write-coil':
      memory('coil')[request.address] = request.on ? 1 : 0;
      return { kind: 'written' };
    case 'write-coils':
      for (const [i, on] of request.bits.entries()) {
        memory('coil')[request.address + i] = on ? 1 : 0;
      }
      return { kind: 'written' };
    case 'write-register':
      memory('holding').set([request.value >> 8, request.value & 0xff], request.address * 2);
      return { kind: 'written' };
    case 'write-registers':
      memory('holding').set(request.registers, request.address * 2);
      return { kind: 'written' };
    case 'mask-register': {
      const holding = memory('holding');
      const at = request.address * 2;
      const before = ((holding[at] ?? 0) << 8) | (holding[at + 1] ?? 0);
      const after = (before & request.and) | (request.or & ~request.and);
      holding.set([(after >> 8) & 0xff, after & 0xff], at);
      return { kind: 'written' };
    }
    default:
      return { kind: 'exception', code: 1 };
  }
}
