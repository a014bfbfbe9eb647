// The machine's side of Modbus TCP: answers what it has registers for, refuses the rest as the standard says.
import type {
  Address,
  Listener,
  Network,
  TcpConnection,
} from '../../server/src/kernel/world/network.ts';
import { encodeAnswer } from '../../server/src/wire/modbus/answer.ts';
import { encodeTcpFrame, tcpFrameReader } from '../../server/src/wire/modbus/frame.ts';
import type { ModbusAnswer, ModbusRequest } from '../../server/src/wire/modbus/message.ts';
import { decodeRequest, packBits } from '../../server/src/wire/modbus/request.ts';

export type ModbusStationOptions = {
  readonly network: Network;
  readonly address: Address;
  /** Holding registers, two bytes each. */
  readonly registers: Uint8Array;
  /** Registers that may be written, as [first, count]. */
  readonly writable: readonly (readonly [number, number])[];
  readonly coils: () => readonly boolean[];
};

const clientsMax = 16;
const unreadBytesMax = 256 * 1024;
const illegalFunction = { kind: 'exception', code: 1 } as const;
const illegalAddress = { kind: 'exception', code: 2 } as const;

export class ModbusStation {
  readonly #options: ModbusStationOptions;
  readonly #clients = new Set<TcpConnection>();
  #listener: Listener | undefined;

  constructor(options: ModbusStationOptions) {
    this.#options = options;
  }

  /** The address that it listens on. Fails with `world.port-taken`. */
  async open(): Promise<Address> {
    const { network, address } = this.#options;
    this.#listener = await network.listenTcp(address, (connection) => this.#accept(connection));
    return this.#listener.address;
  }

  async close(): Promise<void> {
    await this.#listener?.close();
  }

  #accept(connection: TcpConnection): void {
    if (this.#clients.size >= clientsMax) {
      connection.destroy();
      return;
    }
    this.#clients.add(connection);
    connection.onClose(() => void this.#clients.delete(connection));
    const reader = tcpFrameReader();
    let unread = 0;
    connection.onDrain(() => (unread = 0));
    connection.onData((chunk) => {
      for (const frame of reader.push(chunk)) {
        if (!frame.ok) {
          connection.destroy();
          return;
        }
        const request = decodeRequest(frame.bytes);
        if (!request.ok) continue;
        const bytes = encodeAnswer(request.value, this.#answer(request.value));
        const { transaction, unit } = frame;
        if (!connection.write(encodeTcpFrame({ transaction, unit, bytes }))) unread += bytes.length;
        if (unread > unreadBytesMax) connection.destroy();
      }
    });
  }

  #answer(request: ModbusRequest): ModbusAnswer {
    switch (request.kind) {
      case 'read-registers': {
        const { address, count, area } = request;
        const registers = this.#options.registers.slice(address * 2, (address + count) * 2);
        const isThere = area === 'holding' && registers.length === count * 2;
        return isThere ? { kind: 'registers', registers } : illegalAddress;
      }
      case 'read-bits': {
        const { address, count, area } = request;
        const bits = this.#options.coils().slice(address, address + count);
        const isThere = area === 'coil' && bits.length === count;
        return isThere ? { kind: 'bits', bits: packBits(bits) } : illegalAddress;
      }
      case 'write-register':
        return this.#write(
          request.address,
          Uint8Array.of(request.value >> 8, request.value & 0xff),
        );
      case 'write-registers':
        return this.#write(request.address, request.registers);
      default:
        return illegalFunction;
    }
  }

  #write(address: number, bytes: Uint8Array): ModbusAnswer {
    const { writable, registers } = this.#options;
    const count = bytes.length / 2;
    const isAllowed = writable.some(
      ([first, length]) => address >= first && address + count <= first + length,
    );
    if (!isAllowed) return illegalAddress;
    registers.set(bytes, address * 2);
    return { kind: 'written' };
  }
}
