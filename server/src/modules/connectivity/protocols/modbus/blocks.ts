// Which signals are read with one request: neighbours in one area of one unit, up to what a request may hold and
// over gaps that cost less than a request. A device that refuses an address splits its block, and the split stays.
import {
  bitsReadMax,
  registersReadMax,
  type ModbusArea,
  type ModbusRequest,
} from '../../../../wire/modbus/message.ts';
import { sizeOf, type ModbusPlace } from './address.ts';

/** A signal with its position in the source. */
export type PlacedSignal = {
  readonly position: number;
  readonly id: string;
  readonly place: ModbusPlace;
  readonly intervalMs: number;
  readonly value: 'number' | 'text' | 'boolean';
};

export type Block = {
  readonly unit: number;
  readonly area: ModbusArea;
  readonly intervalMs: number;
  readonly address: number;
  readonly count: number;
  /** By address. */
  readonly signals: readonly PlacedSignal[];
};

export type BlockLimits = {
  /** Registers or bits that nobody asked for, read for the sake of fewer requests. */
  readonly gapMax: number;
  readonly registersMax: number;
};

export function blocksOf(signals: readonly PlacedSignal[], limits: BlockLimits): Block[] {
  const groups = Map.groupBy(
    signals,
    ({ place: { unit, area }, intervalMs }) => `${unit} ${area} ${intervalMs}`,
  );
  return [...groups.values()].flatMap((group) => merged(group, limits));
}

function merged(group: readonly PlacedSignal[], { gapMax, registersMax }: BlockLimits): Block[] {
  const sorted = group.toSorted((a, b) => a.place.address - b.place.address);
  const blocks: Block[] = [];
  let begun: PlacedSignal[] = [];
  let from = 0;
  let end = 0;
  for (const signal of sorted) {
    const { address, area } = signal.place;
    const last = address + sizeOf(signal.place);
    const most =
      area === 'coil' || area === 'discrete'
        ? Math.min(bitsReadMax, registersMax * 16)
        : registersMax;
    const fits = address - end <= gapMax && Math.max(end, last) - from <= most;
    if (begun.length > 0 && !fits) {
      blocks.push(blockOf(begun));
      begun = [];
    }
    if (begun.length === 0) [from, end] = [address, last];
    begun.push(signal);
    end = Math.max(end, last);
  }
  if (begun.length > 0) blocks.push(blockOf(begun));
  return blocks;
}

function blockOf(signals: readonly PlacedSignal[]): Block {
  const [first] = signals;
  const address = first?.place.address ?? 0;
  const end = Math.max(...signals.map(({ place }) => place.address + sizeOf(place)));
  return {
    unit: first?.place.unit ?? 0,
    area: first?.place.area ?? 'holding',
    intervalMs: first?.intervalMs ?? 0,
    address,
    count: end - address,
    signals,
  };
}

/** Both halves of a block that was refused; undefined for one that cannot be split. */
export function halves(block: Block): readonly [Block, Block] | undefined {
  if (block.signals.length < 2) return undefined;
  const middle = block.signals.length >> 1;
  return [blockOf(block.signals.slice(0, middle)), blockOf(block.signals.slice(middle))];
}

export function requestOf({ area, address, count }: Block): ModbusRequest {
  return area === 'coil' || area === 'discrete'
    ? { kind: 'read-bits', area, address, count }
    : { kind: 'read-registers', area, address, count };
}

export const registersMaxUsual = registersReadMax;
