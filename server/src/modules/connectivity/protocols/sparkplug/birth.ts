// What a birth certificate defines (Sparkplug 3.0, clauses 6.4.6 and 6.4.19 to 6.4.22): each metric by its name and, where
// aliases are used, by its number. Members of templates are metrics of their own, `<metric>/<member>`.
import { dataTypeName } from '../../../../wire/sparkplug/data-types.ts';
import type { Metric, Template, Wide } from '../../../../wire/sparkplug/payload.ts';

export type Definition = {
  readonly path: string;
  readonly datatype: number;
  /** As it was born, with its properties. */
  readonly born: Metric;
  /** Position of its signal, set by who learned the machine; -1 where it is none. */
  signal: number;
};

export type Told = { readonly definition: Definition; readonly metric: Metric };

/** What a message names and no birth defines, or a birth defines badly. */
export type BirthTrouble = 'no-name' | 'no-type' | 'name-twice' | 'alias-twice' | 'unknown-metric';
export type Misfit = { readonly trouble: BirthTrouble; readonly key: string };

export const bdSeqName = 'bdSeq';
export const rebirthName = 'Node Control/Rebirth';

/** The metrics of a node or of one device. */
export class Birth {
  readonly definitions = new Map<string, Definition>();
  readonly misfits: Misfit[] = [];
  readonly told: Told[] = [];

  /** `aliases` are those of the whole edge node, which the standard demands to be unique there. */
  constructor(metrics: readonly Metric[], aliases: Map<Wide, { birth: Birth; path: string }>) {
    for (const metric of metrics) {
      const { name, alias } = metric;
      if (name === undefined || name === '') {
        this.misfits.push({ trouble: 'no-name', key: String(alias ?? '') });
        continue;
      }
      if (isDefinition(metric)) continue;
      if (alias !== undefined) {
        const other = aliases.get(alias);
        if (other && (other.birth !== this || other.path !== name))
          this.misfits.push({ trouble: 'alias-twice', key: name });
        aliases.set(alias, { birth: this, path: name });
      }
      this.#define(name, metric);
    }
  }

  /** Adds what a data message tells of `path` to `told`; false when the birth did not define it. */
  resolve(path: string, metric: Metric, told: Told[]): boolean {
    const definition = this.definitions.get(path);
    if (definition) {
      told.push({ definition, metric });
      return true;
    }
    if (metric.field === 'template') {
      const { metrics } = metric.value as Template;
      return metrics
        .map((member) => this.#resolveMember(path, member, metric, told))
        .every(Boolean);
    }
    return metric.isNull === true && this.#resolveNull(`${path}/`, metric, told);
  }

  #resolveMember(path: string, member: Metric, whole: Metric, told: Told[]): boolean {
    if (member.name === undefined) return false;
    return this.resolve(`${path}/${member.name}`, timed(member, whole), told);
  }

  /** A template that is null: so are all its members. */
  #resolveNull(prefix: string, metric: Metric, told: Told[]): boolean {
    const before = told.length;
    for (const definition of this.definitions.values())
      if (definition.path.startsWith(prefix)) told.push({ definition, metric });
    return told.length > before;
  }

  #define(path: string, metric: Metric): void {
    if (metric.field === 'template') {
      for (const member of (metric.value as Template).metrics) {
        if (member.name === undefined) this.misfits.push({ trouble: 'no-name', key: path });
        else this.#define(`${path}/${member.name}`, timed(member, metric));
      }
      return;
    }
    const { datatype = 0 } = metric;
    if (datatype === 0 || dataTypeName(datatype) === undefined) {
      this.misfits.push({ trouble: 'no-type', key: path });
      return;
    }
    if (this.definitions.has(path)) {
      this.misfits.push({ trouble: 'name-twice', key: path });
      return;
    }
    const definition: Definition = { path, datatype, born: metric, signal: -1 };
    this.definitions.set(path, definition);
    this.told.push({ definition, metric });
  }
}

function isDefinition(metric: Metric): boolean {
  return metric.field === 'template' && (metric.value as Template).isDefinition === true;
}

/** A member without a time of its own has that of the whole. */
function timed(member: Metric, whole: Metric): Metric {
  const { timestamp } = whole;
  if (member.timestamp !== undefined || timestamp === undefined) return member;
  return { ...member, timestamp };
}
