// What the calls about machine connections carry: protocols, settings of sources, tests, browsing, edge rules.
import type { Bilingual } from './types.ts';

export type ProtocolFacts = {
  readonly name: string;
  readonly title: Bilingual;
  /** JSON Schema of an object; `description`, `descriptionZh` and `secret` are marks for forms. */
  readonly connection: Readonly<Record<string, unknown>>;
  /** How the address of a signal is written; absent where machines describe themselves. */
  readonly address?: { readonly words: Bilingual; readonly example: string };
  readonly canBrowse: boolean;
  readonly canDiscover: boolean;
};

export type SignalSettings = {
  readonly id: string;
  readonly name?: string;
  /** In the protocol's own words. */
  readonly address: string;
  readonly kind?: 'sample' | 'event' | 'condition';
  readonly type?: string;
  /** UCUM code, after scaling. */
  readonly unit?: string;
  readonly value?: 'number' | 'text' | 'boolean';
  readonly scale?: { readonly factor?: number; readonly offset?: number };
  readonly deadBand?: {
    readonly absolute?: number;
    readonly percent?: number;
    readonly silenceMs?: number;
  };
  readonly keepWhen?: string;
  readonly intervalMs?: number;
  readonly writable?: boolean;
};

export type MachineSettings = {
  readonly id?: string;
  readonly name?: string;
  readonly type?: string;
  readonly manufacturer?: string;
  readonly model?: string;
  readonly serialNumber?: string;
  /** ISA-95 levels below the enterprise. */
  readonly location?: readonly string[];
};

export type SourceSettings = {
  readonly name: string;
  readonly protocol: string;
  /** In the shape of the protocol's `connection`; dots stand for secrets that are kept. */
  readonly connection: Readonly<Record<string, unknown>>;
  readonly machine?: MachineSettings;
  readonly signals?: readonly SignalSettings[];
  readonly priority?: 'low' | 'normal' | 'high';
};

export type TestStep = {
  readonly name: Bilingual;
  readonly ok: boolean;
  readonly tookMs: number;
  readonly says: Bilingual;
  /** What a program may do something with, e.g. the fingerprint of a certificate that is not trusted. */
  readonly facts?: Readonly<Record<string, unknown>>;
};
export type ConnectionTest = { readonly ok: boolean; readonly steps: readonly TestStep[] };

export type BrowsedThing = {
  readonly place: string;
  readonly name: string;
  readonly kind: 'folder' | 'machine' | 'signal';
  readonly hasMore: boolean;
  readonly signal?: SignalSettings;
  readonly detail?: string;
};
export type BrowsePage = { readonly things: readonly BrowsedThing[]; readonly next?: string };

export type DiscoveredMachine = {
  readonly name: string;
  readonly detail: string;
  readonly connection: Readonly<Record<string, unknown>>;
  readonly machine?: MachineSettings;
};

export type ImportedSource = {
  readonly name: string;
  readonly protocol: string;
  readonly address: string;
  readonly change: 'added' | 'changed' | 'same';
  readonly signals: {
    readonly added: number;
    readonly changed: number;
    readonly same: number;
    readonly removed: number;
  };
  /** The first of those that are not the same. */
  readonly changes: readonly {
    readonly id: string;
    readonly address: string;
    readonly change: 'added' | 'changed' | 'removed';
  }[];
};
export type ImportReply = {
  readonly applied: boolean;
  readonly sources: readonly ImportedSource[];
  /** Lines and tags that are left out, and why. */
  readonly notTaken: readonly { readonly place: string; readonly why: Bilingual }[];
};

export type CalculationTrial = {
  readonly readings: number;
  readonly isCut: boolean;
  readonly signals: readonly {
    readonly id: string;
    readonly told: number;
    readonly unknown: number;
    readonly minimum?: number;
    readonly maximum?: number;
    readonly points: readonly {
      readonly time: string;
      readonly value: number | string | boolean | null;
    }[];
  }[];
};

export type Enterprise = { readonly prefix: string; readonly name: string };
