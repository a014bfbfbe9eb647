// Takes a tag list of another program into sources: looks at everything first, tells what would change, and changes
// it only when asked to.
import { isFailure } from '../../../kernel/failure/failure.ts';
import { fill, type Bilingual } from '../../../kernel/schema/bilingual.ts';
import type { SourceSettings, SourceStatus } from '../api.ts';
import { signalsOfNodeSet } from '../protocols/opc-ua/node-set.ts';
import { checkedSettings, protocolNamed } from '../settings-check.ts';
import { importFailures } from './failures.ts';
import {
  signalChanges,
  type ImportedTags,
  type NotTaken,
  type ShownChange,
} from './import-plan.ts';
import { readKepwareProject } from './kepware.ts';
import { notTakenWords } from './not-taken.ts';
import { readTagList, type TagList } from './tag-list.ts';

export type ImportRequest = {
  readonly format: 'csv' | 'kepware-json' | 'ua-nodeset';
  readonly text: string;
  /** For lists of one source: whose signals these are; protocol and connection where it is not there yet. */
  readonly source?: {
    readonly name: string;
    readonly protocol?: string;
    readonly connection?: Readonly<Record<string, unknown>>;
  };
  /** Only tell what would change. */
  readonly dryRun: boolean;
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
  readonly changes: readonly ShownChange[];
};

export type ImportReply = {
  readonly applied: boolean;
  readonly sources: readonly ImportedSource[];
  readonly notTaken: readonly NotTaken[];
};

export interface ImportTarget {
  ensure(enterprise: string, settings: SourceSettings): Promise<SourceStatus>;
  /** Without secrets. */
  read(enterprise: string, name: string): Promise<SourceSettings | undefined>;
  /** What stands behind dots is put back. */
  completed(enterprise: string, given: SourceSettings): SourceSettings;
}

/** Fails with a failure of `import`, or `connectivity.too-many-sources` on the way. */
export async function importSources(
  target: ImportTarget,
  enterprise: string,
  request: ImportRequest,
): Promise<ImportReply> {
  const { sources, notTaken, places } = await tagsOf(target, enterprise, request);
  const left: NotTaken[] = [...notTaken];
  const planned: { settings: SourceSettings; imported: ImportedSource }[] = [];
  for (const settings of sources) {
    try {
      const { good, refused } = await goodSignals(target, enterprise, settings);
      for (const { id, why } of refused) {
        const place = places?.get(id.toLowerCase()) ?? `${settings.name}.${id}`;
        left.push({ place, why });
      }
      if (good.length > 0 || refused.length === 0)
        planned.push(await plan(target, enterprise, { ...settings, signals: good }));
    } catch (error) {
      if (!isFailure(error)) throw error;
      left.push({
        place: settings.name,
        why: fill(notTakenWords['not-valid'], { what: error.publicMessage }),
      });
    }
  }
  for (const { settings, imported } of request.dryRun ? [] : planned) {
    if (imported.change !== 'same') await target.ensure(enterprise, settings);
  }
  return {
    applied: !request.dryRun,
    sources: planned.map(({ imported }) => imported),
    notTaken: left,
  };
}

async function tagsOf(
  target: ImportTarget,
  enterprise: string,
  request: ImportRequest,
): Promise<ImportedTags> {
  if (request.format === 'kepware-json') {
    const project = readKepwareProject(request.text);
    if (project) return project;
    throw importFailures['not-kepware']();
  }
  const list = listIn(request);
  const known = request.source && (await target.read(enterprise, request.source.name));
  const usual = known?.protocol ?? (request.format === 'ua-nodeset' ? 'opc-ua' : undefined);
  const { name, protocol = usual, connection = known?.connection } = request.source ?? {};
  if (name === undefined || protocol === undefined || connection === undefined)
    throw importFailures['no-source']();
  const kept = known?.machine === undefined ? {} : { machine: known.machine };
  return {
    sources: [{ name, protocol, connection, ...kept, signals: [...list.signals] }],
    notTaken: list.notTaken,
    ...(list.places === undefined ? {} : { places: list.places }),
  };
}

/** Fails with `import.not-a-list` or `opc-ua.not-a-node-set`. */
function listIn({
  format,
  text,
}: ImportRequest): Pick<TagList, 'signals' | 'notTaken'> & Partial<Pick<TagList, 'places'>> {
  if (format === 'ua-nodeset') return { signals: signalsOfNodeSet(text).signals, notTaken: [] };
  const list = readTagList(text);
  if (list) return list;
  throw importFailures['not-a-list']();
}

/**
 * Which signals the protocol can read: one whose address it does not understand is left out and named, the others are
 * taken. Fails as `plan` does where it is not the signals.
 */
async function goodSignals(target: ImportTarget, enterprise: string, wanted: SourceSettings) {
  const { signals = [] } = wanted;
  const fits = (some: SourceSettings['signals']) => {
    const settings = checkedSettings({ ...whole, signals: some ?? [] });
    protocolNamed(settings.protocol, settings.name).describe(enterprise, settings);
  };
  const before = await target.read(enterprise, wanted.name);
  const whole = target.completed(enterprise, mergedWith(before, wanted));
  if (troubleOf(() => fits(signals)) === undefined) return { good: signals, refused: [] };
  fits([]);
  const tried = signals.map((signal) => ({ signal, why: troubleOf(() => fits([signal])) }));
  return {
    good: tried.flatMap(({ signal, why }) => (why === undefined ? [signal] : [])),
    refused: tried.flatMap(({ signal: { id }, why }) => (why === undefined ? [] : [{ id, why }])),
  };
}

function troubleOf(work: () => void): Bilingual | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (!isFailure(error)) throw error;
    return error.publicMessage;
  }
}

function mergedWith(before: SourceSettings | undefined, wanted: SourceSettings): SourceSettings {
  if (before === undefined || before.protocol !== wanted.protocol) return wanted;
  return { ...before, ...wanted, connection: { ...before.connection, ...wanted.connection } };
}

/** Everything is checked as when it is added; what a person set besides stays. */
async function plan(target: ImportTarget, enterprise: string, wanted: SourceSettings) {
  const before = await target.read(enterprise, wanted.name);
  const isSame = before?.protocol === wanted.protocol;
  const merged = mergedWith(before, wanted);
  const settings = checkedSettings(target.completed(enterprise, merged));
  const protocol = protocolNamed(settings.protocol, settings.name);
  protocol.describe(enterprise, settings);
  const changed = signalChanges(before?.signals ?? [], settings.signals ?? []);
  const { counts: signals, changes } = changed;
  const still =
    before &&
    isSame &&
    signals.added + signals.changed + signals.removed === 0 &&
    sameConnection(before, merged);
  const change: ImportedSource['change'] = before ? (still ? 'same' : 'changed') : 'added';
  const { name } = settings;
  const address = protocol.where(settings.connection, name);
  return {
    settings,
    imported: { name, protocol: settings.protocol, address, change, signals, changes },
  };
}

function sameConnection(before: SourceSettings, after: SourceSettings): boolean {
  const names = new Set([...Object.keys(before.connection), ...Object.keys(after.connection)]);
  return [...names].every(
    (name) => JSON.stringify(before.connection[name]) === JSON.stringify(after.connection[name]),
  );
}
