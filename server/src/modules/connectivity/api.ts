// What other modules may know of the gateway: its sources, and the parts that its machines finish.
import { defineRight } from '../../kernel/access/rights.ts';
import { defineEvent } from '../../kernel/events/events.ts';
import { definePort } from '../../kernel/module/port.ts';
import { bilingualSchema, oneOf, Type, type Static } from '../../kernel/schema/schema.ts';
import type { Bilingual } from '../../kernel/schema/bilingual.ts';
import type { Quality, ReadingColumns, ReadingValue } from '../../stores/series/series.ts';
import type { MachineModel, Signal } from '../assets/api.ts';
import type { MqttConnection } from './mqtt/client.ts';
import type { MqttOptions } from './mqtt/options.ts';

export type { MqttPlace } from './mqtt/settings.ts';

const name = Type.String({ minLength: 1, maxLength: 200 });
const suffix = '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$';

/** A signal that a person chose, for protocols whose machines do not describe themselves. */
export const signalSettings = Type.Object(
  {
    /** Unique in the machine; its identifier is `<machine>/<id>`. */
    id: Type.String({ pattern: suffix }),
    name: Type.Optional(name),
    /** Where it is on the machine, in the protocol's own words, e.g. `holding:40001:float32`. */
    address: Type.String({ minLength: 1, maxLength: 2_000 }),
    kind: Type.Optional(oneOf(['sample', 'event', 'condition'])),
    /** What it is, e.g. `TEMPERATURE`. */
    type: Type.Optional(name),
    /** UCUM code, e.g. `Cel`, after scaling. */
    unit: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    value: Type.Optional(oneOf(['number', 'text', 'boolean'])),
    /** What is told times `factor` plus `offset` is stored. */
    scale: Type.Optional(
      Type.Object({ factor: Type.Optional(Type.Number()), offset: Type.Optional(Type.Number()) }),
    ),
    /** Changes smaller than this are not stored; at least one reading every `silenceMs` is. */
    deadBand: Type.Optional(
      Type.Object({
        absolute: Type.Optional(Type.Number({ minimum: 0 })),
        percent: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
        silenceMs: Type.Optional(Type.Integer({ minimum: 100 })),
      }),
    ),
    /** An expression over `value`, after scaling; what it is false for is left out and counted. */
    keepWhen: Type.Optional(Type.String({ minLength: 1, maxLength: 4_000 })),
    /** How often it is read where the protocol polls. */
    intervalMs: Type.Optional(Type.Integer({ minimum: 10, maximum: 86_400_000 })),
    writable: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export type SignalSettings = Static<typeof signalSettings>;

/** What a person says of the machine, where the protocol does not. */
export const machineSettings = Type.Object(
  {
    /** Its identifier is `<enterprise>/M-<id>`; the source's name unless given. */
    id: Type.Optional(Type.String({ pattern: suffix })),
    name: Type.Optional(name),
    type: Type.Optional(name),
    manufacturer: Type.Optional(name),
    model: Type.Optional(name),
    serialNumber: Type.Optional(name),
    /** ISA-95 levels below the enterprise: site, area, line, cell. */
    location: Type.Optional(Type.Array(name, { maxItems: 8 })),
  },
  { additionalProperties: false },
);
export type MachineSettings = Static<typeof machineSettings>;

export const priorities = ['low', 'normal', 'high'] as const;
export type Priority = (typeof priorities)[number];

/** What the gateway reads: a machine or a group of them behind one connection, as a person configured it. */
export const sourceSettings = Type.Object(
  {
    /** Unique in the enterprise: letters, digits, `-`, `.`, `_`. */
    name: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' }),
    /** A protocol of the catalogue, e.g. `mtconnect-shdr`. */
    protocol: Type.String({ minLength: 1, maxLength: 64 }),
    /** In the shape of the protocol's `connection` schema. */
    connection: Type.Record(Type.String(), Type.Unknown()),
    machine: Type.Optional(machineSettings),
    signals: Type.Optional(Type.Array(signalSettings, { maxItems: 50_000 })),
    /** What is given up last when the disk of the gateway is full. */
    priority: Type.Optional(oneOf(priorities)),
  },
  { additionalProperties: false },
);
export type SourceSettings = Static<typeof sourceSettings>;

/** A figure of a connection's health, e.g. milliseconds of the last round trip. */
export const figureSchema = Type.Object({
  name: Type.String(),
  title: bilingualSchema,
  value: Type.Number(),
  /** UCUM code. */
  unit: Type.Optional(Type.String()),
});
export type Figure = Readonly<Static<typeof figureSchema>>;

export const sourceStatus = Type.Object({
  name: Type.String(),
  protocol: Type.String(),
  /** What people call the protocol. */
  protocolTitle: bilingualSchema,
  /** Where the machine is, for a person to read, e.g. `192.168.1.20:502`. */
  address: Type.String(),
  state: oneOf(['connecting', 'connected', 'waiting', 'stopped']),
  /** Identifiers of the machines it describes. */
  machines: Type.Array(Type.String()),
  signals: Type.Integer(),
  readings: Type.Integer(),
  /** Lines that could not be read, and data items that the description does not name. */
  refused: Type.Integer(),
  /** ISO 8601; when the last reading arrived. */
  lastReadingAt: Type.Optional(Type.String()),
  figures: Type.Array(figureSchema),
  /** Why it does not read, in words for the person who connected it. */
  trouble: Type.Optional(bilingualSchema),
});
export type SourceStatus = Readonly<Static<typeof sourceStatus>>;
export type SourceState = SourceStatus['state'];

export interface Sources {
  /** Adds the source or replaces its settings; unchanged settings change nothing. Survives a restart. */
  ensure(enterprise: string, settings: SourceSettings): Promise<SourceStatus>;
  remove(enterprise: string, name: string): Promise<boolean>;
  list(enterprise: string): Promise<SourceStatus[]>;
  /** Its settings, with dots for what is secret; `ensure` takes them back as they are. */
  read(enterprise: string, name: string): Promise<SourceSettings | undefined>;
}
export const sourcesPort = definePort<Sources>('connectivity.sources');

/** What has become durable at the gateway, for those who publish it on. */
export interface Flow {
  /** Calls `hear` with each durable batch until cancelled. A slow follower is the caller's to bound. */
  follow(hear: (heard: FlowBatch) => void): { cancel(): void };
  /** The machines of the sources that run now; `learned` in batches that follow may bring more. */
  models(): readonly { readonly enterprise: string; readonly model: MachineModel }[];
}
export type FlowBatch = {
  readonly enterprise: string;
  readonly source: string;
  readonly batch: ReadingColumns;
};
export const flowPort = definePort<Flow>('connectivity.flow');

export type SignalValue = {
  /** The signal's identifier. */
  readonly signal: string;
  /** In the unit of the signal. */
  readonly value: number | string | boolean;
};
export type SignalNow = {
  readonly value: ReadingValue;
  readonly quality: Quality;
  /** The machine's own time. */
  readonly timeMs: number;
};
export type WritableSignal = {
  readonly signal: Signal;
  readonly source: string;
  /** False also while the machine is not connected. */
  readonly canWrite: boolean;
};
/** `isSent`: false when the machine surely never heard of it. */
export type ActuationOutcome =
  | { readonly taken: true }
  | { readonly taken: false; readonly isSent: boolean; readonly why: Bilingual };

/** Hands on machines. No rights, limits or records here: the control module has those, and nobody else uses this. */
export interface Actuation {
  known(signal: string): WritableSignal | undefined;
  /** What was told last. */
  now(signal: string): SignalNow | undefined;
  /** Sends at once; an outcome for each, in order. */
  write(writes: readonly SignalValue[]): Promise<readonly ActuationOutcome[]>;
  /** Asked of the machine itself; undefined where it does not answer or cannot be asked. */
  read(signals: readonly string[]): Promise<readonly (SignalNow | undefined)[]>;
}
export const actuationPort = definePort<Actuation>('connectivity.actuation');

/** The MQTT client of the gateway, for modules that publish. */
export interface MqttDialer {
  /** Fails with `mqtt.cannot-connect` or `mqtt.refused`. */
  connect(options: MqttOptions): Promise<MqttConnection>;
  /** Topics that this gateway writes itself, until cancelled: sources leave alone what comes back on them. */
  publishes(isOwn: (topic: string) => boolean): { cancel(): void };
}
export const mqttPort = definePort<MqttDialer>('connectivity.mqtt');

/** What belongs to the gateway as a whole. */
export type GatewayFacts = {
  /** The prefix that is meant where a caller names none. */
  readonly enterprise: string;
};
export const gatewayFactsPort = definePort<GatewayFacts>('connectivity.facts');

/** A machine finished a part and told its identity and process values at one machine time. */
export const partFinished = defineEvent({
  name: 'connectivity.part-finished',
  title: { en: 'A machine finished a part', zh: '设备完成了一个工件' },
  schema: Type.Object({
    /** The machine's identifier. */
    machine: Type.String(),
    /** As the machine numbers it, e.g. `L-100001`: becomes the suffix of the product's identifier. */
    part: Type.String(),
    /** What kind of part, as the machine names it. */
    product: Type.Optional(Type.String()),
    startedAt: Type.Optional(Type.String()),
    finishedAt: Type.String(),
    qualityClass: Type.Optional(Type.String()),
    values: Type.Array(
      Type.Object({
        signal: Type.String(),
        name: Type.String(),
        value: Type.Union([Type.Number(), Type.String()]),
        unit: Type.Optional(Type.String()),
      }),
    ),
  }),
});
export type PartFinished = Static<typeof partFinished.schema>;

export const readSourcesRight = defineRight('connectivity.read', {
  en: 'See machine connections',
  zh: '查看设备连接',
});
export const changeSourcesRight = defineRight('connectivity.change', {
  en: 'Add, change and remove machine connections',
  zh: '添加、修改和删除设备连接',
});
export const pushReadingsRight = defineRight('connectivity.push', {
  en: 'Send readings to sources that take them',
  zh: '向接收推送的数据源发送读数',
});
