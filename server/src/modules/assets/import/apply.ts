// Imports done in one step or not at all, remembered with what was before, and undone as a whole.
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Threads } from '../../../kernel/world/threads.ts';
import { sleep } from '../../../kernel/world/clock.ts';
import type { Random } from '../../../kernel/world/random.ts';
import type { BlobsStore } from '../../../stores/blobs/blobs.ts';
import type {
  CollectionDefinition,
  RecordsReader,
  RecordsStore,
  RecordsTransaction,
} from '../../../stores/records/records.ts';
import type { PageOf } from '../api.ts';
import { undoStep, type Changes, type Step, type Who } from '../changes.ts';
import { assetsFailures } from '../failures.ts';
import type { KeptAsset } from '../model/kept-asset.ts';
import { keyOf } from '../model/key.ts';
import { assetsCollection, putAsset, type Written } from '../store.ts';
import type { StoredAssets } from '../stored-assets.ts';
import type { AssetTypes } from '../types/asset-types.ts';
import { enterpriseAsset } from '../places.ts';
import { mayStandAgain } from '../may-stand.ts';
import { ImportPlan } from './plan.ts';
import { planRelations } from './relation-rows.ts';
import { readApart } from './read-apart.ts';
import type { Tables } from './table.ts';
import type { Imported, ImportProgress, ImportReply } from './schemas.ts';

export const importsCollection: CollectionDefinition = {
  name: 'assets.imports',
  keys: { at: { path: 'imported.at' } },
};

export const importBytesMax = 64 * 1_024 * 1_024;
const shownMax = 1_000;
/** Rows between two pauses, in which others get their turn. */
const rowsAtOnce = 200;
const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

type KeptImport = { readonly imported: Imported; readonly blob: string };
type Progress = { -readonly [K in keyof ImportProgress]: ImportProgress[K] };
type Applying = {
  readonly plan: ImportPlan;
  readonly links: readonly Step[];
  readonly by: Who;
  readonly progress: Progress;
};
type File = { readonly bytes: Uint8Array; readonly name: string; readonly by: Who };

export type ImportsOptions = {
  readonly records: RecordsStore;
  readonly blobs: BlobsStore;
  readonly assets: StoredAssets;
  readonly types: AssetTypes;
  readonly changes: Changes;
  readonly clock: Clock;
  readonly random: Random;
  readonly threads?: Threads | undefined;
};

export class Imports {
  readonly #options: ImportsOptions;
  readonly #running = new Map<string, Progress>();

  constructor(options: ImportsOptions) {
    this.#options = options;
  }

  /** What is being imported into an enterprise now, if anything. */
  progress(enterprise: string): ImportProgress | undefined {
    return this.#running.get(keyOf(enterprise));
  }

  /**
   * One at a time into an enterprise. Fails with `assets.bad-file`, `assets.import-running`; unless it is a dry run, with
   * `assets.import-problems`.
   */
  async run(enterprise: string, file: File & { readonly dryRun: boolean }): Promise<ImportReply> {
    const key = keyOf(enterprise);
    const other = this.#running.get(key);
    if (other) throw assetsFailures['import-running']({ enterprise, name: other.name });
    const progress: Progress = { name: file.name, phase: 'reading', done: 0, of: 0 };
    this.#running.set(key, progress);
    try {
      return await this.#run(enterprise, file, progress);
    } finally {
      this.#running.delete(key);
    }
  }

  async #run(
    enterprise: string,
    file: File & { readonly dryRun: boolean },
    progress: Progress,
  ): Promise<ImportReply> {
    const { assets, records: store } = this.#options;
    const read = await readApart(file.bytes, this.#options);
    const look = async (records: RecordsReader) => {
      const { plan, links } = await this.#planned(records, enterprise, {
        ...{ tables: read.tables, progress },
      });
      const problems = [...read.problems, ...plan.problems, ...links.problems];
      const reply = replyOf(plan, { problems, linked: links.steps.length, dryRun: file.dryRun });
      return { plan, links: links.steps, problems, reply };
    };
    // Nothing is written, nor is anybody kept from writing.
    if (file.dryRun) return (await look(store)).reply;
    const done = await assets.change(async (records, written) => {
      const { plan, links, problems, reply } = await look(records);
      checkNone(problems);
      begin(progress, 'writing', plan.steps.length);
      if (!assets.tree.node(enterprise)) {
        await putAsset(records, enterpriseAsset(enterprise), written);
      }
      const steps = await this.#apply(records, { plan, links, by: file.by, progress }, written);
      const id = await this.#remember(records, enterprise, { file, steps, counts: reply.counts });
      return { reply: { ...reply, id }, written };
    });
    begin(progress, 'registering', done.written.assets.length);
    await this.#register(done.written);
    return done.reply;
  }

  /** Newest first. */
  async list(enterprise: string, page: PageOf): Promise<{ imports: Imported[]; next?: string }> {
    const { rows, next } = await this.#options.records.find<KeptImport>(importsCollection.name, {
      tenant: keyOf(enterprise),
      order: { key: 'at', descending: true },
      ...page,
    });
    const imports = rows.map(({ document }) => document.imported);
    return { imports, ...(next === undefined ? {} : { next }) };
  }

  /** Puts back what was before. Fails with `assets.unknown-import`, `assets.changed-since`. */
  async undo(enterprise: string, id: string, by: Who): Promise<void> {
    const { assets, blobs, records: store, changes } = this.#options;
    const tenant = keyOf(enterprise);
    const { name: collection } = importsCollection;
    const kept = (await store.get<KeptImport>(collection, tenant, id))?.document;
    const bytes = kept && !kept.imported.undone ? await blobs.get(kept.blob) : undefined;
    if (!kept || !bytes) throw assetsFailures['unknown-import']({ enterprise, id });
    const steps = JSON.parse((await decompress(bytes)).toString()) as Step[];
    const written = await assets.change(async (records, done) => {
      const mayStand = (one: KeptAsset) => mayStandAgain(assets.tree, one, done);
      const going = new Set(
        steps.filter(({ before }) => before === undefined).map((one) => one.id),
      );
      for (const [at, step] of steps.toReversed().entries()) {
        await this.#pause(at);
        this.#checkEmpty(step, going);
        const asset = step.id;
        await undoStep(records, step, { asset, written: done, mayStand });
        if (step.collection !== assetsCollection.name) continue;
        const fields = [{ name: 'import', before: kept.imported.name }];
        const { identifier } = ((step.before ?? step.after) as KeptAsset).thing;
        await changes.note(records, { asset: identifier, what: 'undone', by, fields });
      }
      const document: KeptImport = { ...kept, imported: { ...kept.imported, undone: true } };
      await records.put({ collection, tenant, id, document });
      return done;
    });
    await this.#register(written);
    const gone = new Set(written.removedAssets.map(keyOf));
    const removed = steps.flatMap(({ id, after }) =>
      gone.has(id) ? [(after as KeptAsset).thing] : [],
    );
    await assets.register({ assets: removed, signals: [], removed: true });
  }

  /** What was made is not taken away under what others have since put into it. */
  #checkEmpty({ id, collection, before }: Step, going: ReadonlySet<string>): void {
    if (before !== undefined || collection !== assetsCollection.name) return;
    const { tree } = this.#options.assets;
    const node = tree.node(id);
    const other = node && tree.under(node).find(({ key }) => !going.has(key));
    if (other) throw assetsFailures['changed-since']({ identifier: id, changed: other.identifier });
  }

  async #planned(
    records: RecordsReader,
    enterprise: string,
    { tables, progress }: { readonly tables: Tables; readonly progress: Progress },
  ) {
    const { assets, types, random } = this.#options;
    const kept = (identifier: string) => assets.kept(identifier);
    const plan = new ImportPlan({ enterprise, tree: assets.tree, types, random, kept });
    begin(progress, 'checking', tables.assets.length);
    for (const [at, row] of tables.assets.entries()) {
      progress.done = at;
      await this.#pause(at);
      await plan.add(row);
    }
    plan.finish();
    const known = new Set(plan.steps.map(({ after }) => after.identifier));
    const exists = (key: string) => known.has(key) || assets.tree.node(key) !== undefined;
    const links = await planRelations(records, tables.relations, { enterprise, exists });
    return { plan, links };
  }

  async #apply(
    records: RecordsTransaction,
    { plan, links, by, progress }: Applying,
    written: Written,
  ): Promise<Step[]> {
    const { changes } = this.#options;
    const steps: Step[] = [];
    for (const [at, { before, after, row }] of plan.steps.entries()) {
      progress.done = at;
      await this.#pause(at);
      await putAsset(records, after, written);
      const id = after.identifier;
      steps.push({ collection: assetsCollection.name, id, ...(before ? { before } : {}), after });
      const asset = after.thing.identifier;
      await changes.note(records, { asset, what: 'imported', by, fields: row.fields });
    }
    for (const step of links) {
      const { collection, id, after } = step;
      await records.put({ collection, tenant: keyOf(id.split('/')[0] ?? ''), id, document: after });
      steps.push(step);
    }
    return steps;
  }

  async #remember(
    records: RecordsTransaction,
    enterprise: string,
    { file, steps, counts }: { file: File; steps: readonly Step[]; counts: Imported['counts'] },
  ): Promise<string> {
    const { blobs, random, clock } = this.#options;
    const parts: string[] = [];
    for (const [at, step] of steps.entries()) {
      await this.#pause(at);
      parts.push(JSON.stringify(step));
    }
    const blob = await blobs.put(await compress(Buffer.from(`[${parts.join(',')}]`)));
    const id = Buffer.from(random.bytes(8)).toString('hex');
    const at = new Date(clock.now()).toISOString();
    const imported = { id, at, by: file.by.name, name: file.name, counts, undone: false };
    const document: KeptImport = { imported, blob };
    const tenant = keyOf(enterprise);
    await records.put({ collection: importsCollection.name, tenant, id, document });
    return id;
  }

  async #register({ assets }: Written): Promise<void> {
    await this.#options.assets.register({ assets: assets.map(({ thing }) => thing), signals: [] });
  }

  async #pause(at: number): Promise<void> {
    if (at % rowsAtOnce === rowsAtOnce - 1) await sleep(this.#options.clock, 0);
  }
}

function begin(progress: Progress, phase: Progress['phase'], of: number): void {
  Object.assign(progress, { phase, done: 0, of });
}

/** Fails with `assets.import-problems`. */
function checkNone(problems: ImportReply['problems']): void {
  const [first] = problems;
  if (!first) return;
  const { sheet, row, column, says } = first;
  const words = { count: problems.length, sheet, row, column, says: says.en, saysZh: says.zh };
  throw assetsFailures['import-problems']({ ...words, problems: problems.slice(0, 100) });
}

function replyOf(
  plan: ImportPlan,
  given: { problems: ImportReply['problems']; linked: number; dryRun: boolean },
): ImportReply {
  const create = plan.steps.filter(({ before }) => before === undefined).length + given.linked;
  const change = plan.steps.length + given.linked - create;
  const { problems, dryRun } = given;
  return {
    dryRun,
    counts: { create, change, unchanged: plan.unchanged, problems: problems.length },
    rows: plan.steps.slice(0, shownMax).map(({ row }) => row),
    problems: problems.slice(0, shownMax),
  };
}
