// Backups of readings in a folder: made, verified and brought back while everything goes on, one task at a time. A backup is
// a series store of its own with a list of its files.
import { join } from 'node:path';
import { isFailure } from '../../kernel/failure/failure.ts';
import type { Events } from '../../kernel/events/events.ts';
import type { Log } from '../../kernel/log/log.ts';
import type { Bilingual } from '../../kernel/schema/bilingual.ts';
import type { World } from '../../kernel/world/world.ts';
import type { RecordsStore } from '../../stores/records/records.ts';
import { isUnder, type RestoreWanted, type SeriesStore } from '../../stores/series/series.ts';
import { readingsCorrected } from './api.ts';
import { upkeepFailures } from './failures.ts';
import { collections, type RestoreDocument } from './store.ts';
import { copyFolder, damagedIn, listFiles, readList, writeList } from './model/backup-list.ts';

export type Backup = {
  readonly name: string;
  /** `unfinished`: its making was cut short, or goes on; nothing can be restored from it. */
  readonly state: 'whole' | 'unfinished';
  readonly madeAt?: string;
  readonly by?: string;
  readonly readings?: number;
  readonly series?: number;
  readonly bytes?: number;
};
export type BackupTask = {
  readonly work: 'make' | 'verify' | 'restore';
  readonly backup: string;
  readonly by: string;
  readonly startedAt: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly endedAt?: string;
  /** What came of it, or why nothing did. */
  readonly told?: Bilingual;
};

export type BackupParts = {
  readonly world: World;
  readonly log: Log;
  readonly series: SeriesStore;
  readonly records: RecordsStore;
  readonly events: Events;
  readonly folder: string;
  /** People see corrections that came back, and policies meet readings that did. */
  readonly restored: (wanted: RestoreWanted) => Promise<void>;
};

const namePattern = /^\d{8}T\d{6}Z$/;
const namesAtOnce = 1_000;
const restorePlace = [collections.restores.name, 'upkeep', 'restore'] as const;

export class Backups {
  readonly #parts: BackupParts;
  #task: BackupTask | undefined;
  #working: Promise<void> | undefined;

  constructor(parts: BackupParts) {
    this.#parts = parts;
  }

  get folder(): string {
    return this.#parts.folder;
  }

  /** The last of this run of the program. */
  get task(): BackupTask | undefined {
    return this.#task;
  }

  /** The newest first. */
  async list(): Promise<Backup[]> {
    const { world, folder } = this.#parts;
    const names = (await world.disk.list(folder)).filter((name) => namePattern.test(name));
    const found: Backup[] = [];
    for (const name of names.toReversed()) {
      const list = await readList(world.disk, join(folder, name));
      if (!list) {
        found.push({ name, state: 'unfinished' });
        continue;
      }
      const { madeAt, by, readings, series, files } = list;
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
      found.push({ name, state: 'whole', madeAt, by, readings, series, bytes });
    }
    return found;
  }

  make(by: string): BackupTask {
    const at = new Date(this.#parts.world.clock.now()).toISOString();
    const name = `${at.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
    return this.#begin({ work: 'make', backup: name, by }, () => this.#make(name, by));
  }

  async verify(name: string, by: string): Promise<BackupTask> {
    await this.#whole(name);
    return this.#begin({ work: 'verify', backup: name, by }, () => this.#verify(name));
  }

  async restore(name: string, wanted: RestoreWanted, by: string): Promise<BackupTask> {
    await this.#whole(name);
    return this.#begin({ work: 'restore', backup: name, by }, () =>
      this.#restoreNoted({ name, wanted, by }, false),
    );
  }

  /** Goes on with a restore that a kill cut short: what it brought stays, and the rest follows. */
  async takeUp(): Promise<void> {
    const [collection, tenant, id] = restorePlace;
    const row = await this.#parts.records.get<RestoreDocument>(collection, tenant, id);
    if (!row || this.#working) return;
    const { name, by } = row.document;
    this.#parts.log.info('restore-taken-up', { name });
    this.#begin({ work: 'restore', backup: name, by }, () =>
      this.#restoreNoted(row.document, true),
    );
  }

  async remove(name: string): Promise<void> {
    const { world, folder } = this.#parts;
    const names = await world.disk.list(folder);
    if (!namePattern.test(name) || !names.includes(name)) {
      throw upkeepFailures['unknown-backup']({ name, folder });
    }
    if (this.#working && this.#task?.backup === name) throw upkeepFailures['backup-busy']({ name });
    await world.disk.remove(join(folder, name));
  }

  /** The task under way is waited for: the store closes after it. */
  async stop(): Promise<void> {
    await this.#working;
  }

  #begin(
    task: Pick<BackupTask, 'work' | 'backup' | 'by'>,
    work: () => Promise<Bilingual>,
  ): BackupTask {
    if (this.#working) throw upkeepFailures['backup-busy']({ name: this.#task?.backup ?? '' });
    const { clock } = this.#parts.world;
    const iso = () => new Date(clock.now()).toISOString();
    const begun: BackupTask = { ...task, startedAt: iso(), state: 'running' };
    this.#task = begun;
    const ended = (state: 'done' | 'failed', told: Bilingual): void => {
      this.#task = { ...begun, state, endedAt: iso(), told };
      this.#working = undefined;
    };
    this.#working = work().then(
      (told) => ended('done', told),
      (error: unknown) => {
        this.#parts.log.error('backup-failed', { ...task, error });
        const failure = isFailure(error)
          ? error
          : upkeepFailures['backup-failed']({ ...task, name: task.backup, reason: String(error) });
        ended('failed', failure.publicMessage);
      },
    );
    return begun;
  }

  async #make(name: string, by: string): Promise<Bilingual> {
    const { world, series } = this.#parts;
    const { disk, clock } = world;
    const folder = join(this.#parts.folder, name);
    await disk.makeFolder(join(folder, copyFolder));
    const madeAt = new Date(clock.now()).toISOString();
    const { readings, series: count } = await series.statistics();
    const { files, bytes } = await series.backup(join(folder, copyFolder));
    const listed = await listFiles(disk, folder);
    await writeList(disk, folder, {
      format: 1,
      madeAt,
      by,
      readings,
      series: count,
      files: listed,
    });
    return {
      en: `${readings} readings of ${count} series in ${files} files, ${bytes} bytes.`,
      zh: `共 ${count} 个序列、${readings} 条读数，${files} 个文件，${bytes} 字节。`,
    };
  }

  async #verify(name: string): Promise<Bilingual> {
    const { world, folder } = this.#parts;
    const list = await this.#whole(name);
    const damaged = await damagedIn(world.disk, join(folder, name), list);
    if (damaged !== undefined) throw upkeepFailures['backup-damaged']({ name, file: damaged });
    return {
      en: `All ${list.files.length} files are as they were made.`,
      zh: `全部 ${list.files.length} 个文件与备份时一致。`,
    };
  }

  /** Noted as long as it is under way; one that failed says so and is not begun again. */
  async #restoreNoted(document: RestoreDocument, isAgain: boolean): Promise<Bilingual> {
    const { records } = this.#parts;
    const [collection, tenant, id] = restorePlace;
    await records.transaction(
      async (rows) => void (await rows.put({ collection, tenant, id, document })),
    );
    try {
      await this.#verify(document.name);
      return await this.#restore(document, isAgain);
    } finally {
      await records.transaction(async (rows) => void (await rows.remove(collection, tenant, id)));
    }
  }

  async #restore({ name, wanted }: RestoreDocument, isAgain: boolean): Promise<Bilingual> {
    const { series, folder, restored } = this.#parts;
    const from = join(folder, name, copyFolder);
    const { readings, series: count, thinned, corrections } = await series.restore(from, wanted);
    await restored(wanted);
    // Of one that was cut short nobody knows what its first part brought.
    if (readings > 0 || corrections > 0 || isAgain) await this.#tell(name, wanted);
    const more = {
      en: [
        corrections > 0 ? ` ${corrections} corrections came back.` : '',
        thinned > 0 ? ` ${thinned} series were left out, since they were thinned meanwhile.` : '',
        isAgain ? ' It was cut short, and this is what was missing.' : '',
      ].join(''),
      zh: [
        corrections > 0 ? `已恢复 ${corrections} 条更正。` : '',
        thinned > 0 ? `其间已抽稀的 ${thinned} 个序列未恢复。` : '',
        isAgain ? '此次为中断后的续做，仅补齐缺失部分。' : '',
      ].join(''),
    };
    return {
      en: `${readings} readings of ${count} series came back; all others were there.${more.en}`,
      zh: `已恢复 ${count} 个序列的 ${readings} 条读数，其余均已存在。${more.zh}`,
    };
  }

  /** Which of them it was that came back nobody knows: whoever keeps results of any computes them again. */
  async #tell(name: string, { under, fromUs, toUs }: RestoreWanted): Promise<void> {
    const { series, events, world } = this.#parts;
    const at = world.clock.now();
    let after = '';
    for (;;) {
      const names = await series.names({ under, after, limit: namesAtOnce });
      const asked = names.filter((name) => isUnder(name, under));
      const facts = asked.map((signal) => ({
        id: `restored ${name} ${at} ${signal}`,
        body: { signal, fromUs, toUs },
      }));
      await events.tell(readingsCorrected, facts);
      const last = names.at(-1);
      if (last === undefined || names.length < namesAtOnce) return;
      after = last;
    }
  }

  async #whole(name: string) {
    const { world, folder } = this.#parts;
    const isName = namePattern.test(name);
    const list = isName ? await readList(world.disk, join(folder, name)) : undefined;
    if (list) return list;
    const isThere = isName && (await world.disk.list(folder)).includes(name);
    if (!isThere) throw upkeepFailures['unknown-backup']({ name, folder });
    throw upkeepFailures['backup-unfinished']({ name });
  }
}
