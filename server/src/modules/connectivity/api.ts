// What other modules may know of the gateway: its sources, and the parts that its machines finish.
import { defineRight } from '../../kernel/access/rights.ts';
import { defineEvent } from '../../kernel/events/events.ts';
import { definePort } from '../../kernel/module/port.ts';
import { bilingualSchema, oneOf, Type, type Static } from '../../kernel/schema/schema.ts';

/** A machine that the gateway reads, as a person configured it. */
export const sourceSettings = Type.Object({
  /** Unique in the enterprise: letters, digits, `-`, `.`, `_`. */
  name: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' }),
  /** A protocol of the catalogue, e.g. `mtconnect-shdr`. */
  protocol: Type.String(),
  host: Type.String({ minLength: 1, maxLength: 253 }),
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  /** The protocol's description of the machine; for MTConnect its `Devices.xml`. */
  devices: Type.Optional(Type.String({ maxLength: 8 * 1024 * 1024 })),
});
export type SourceSettings = Static<typeof sourceSettings>;

export const sourceStatus = Type.Object({
  name: Type.String(),
  protocol: Type.String(),
  host: Type.String(),
  port: Type.Integer(),
  state: oneOf(['connecting', 'connected', 'waiting', 'stopped']),
  /** Identifiers of the machines it describes. */
  machines: Type.Array(Type.String()),
  readings: Type.Integer(),
  /** Lines that could not be read, and data items that the description does not name. */
  refused: Type.Integer(),
  /** ISO 8601; when the last reading arrived. */
  lastReadingAt: Type.Optional(Type.String()),
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
}
export const sourcesPort = definePort<Sources>('connectivity.sources');

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
