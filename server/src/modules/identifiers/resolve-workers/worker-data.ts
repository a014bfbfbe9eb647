// What the main thread and a resolve worker send each other.
import type { Address } from '../../../kernel/world/network.ts';
import type { ReaderPlace } from '../../../stores/names/names.ts';

export type WorkerData = {
  readonly worker: number;
  readonly place: ReaderPlace;
  /** Canonical. */
  readonly prefix: string;
  readonly address: Address;
  readonly memory: SharedArrayBuffer;
};

/** A datagram that the worker leaves to the main thread. */
export type HandedOver = { readonly packet: Uint8Array; readonly from: Address };

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'packets'; readonly packets: readonly HandedOver[] };

export type ToWorker = { readonly kind: 'stop' };
