// Files that machines and programs write: whole ones put into a folder, or ones that grow.
import { configuredMachine } from '../../model/configured-machine.ts';
import { Steps } from '../steps.ts';
import { defineProtocol, type Description, type Reach, type TestStep } from '../protocol.ts';
import { recordFailures } from '../records/failures.ts';
import { fileFailures } from './failures.ts';
import { FileReading } from './file-text.ts';
import { fitting, folderOf, openFiles } from './session.ts';
import { connection, type FileSettings } from './settings.ts';

export const fileWatch = defineProtocol({
  name: 'file-watch',
  title: { en: 'Files in a folder', zh: '文件夹中的文件' },
  connection,
  address: {
    words: {
      en: 'CSV: a column, or #3 for the third; JSON: a path',
      zh: 'CSV：列名，或 #3 表示第三列；JSON：路径',
    },
    example: 'temperature',
  },
  where: ({ folder, pattern = '*.csv' }) => `${folder}/${pattern}`,
  describe,
  test: tryFolder,
});

function describe(enterprise: string, settings: FileSettings): Description {
  const { name, signals = [] } = settings;
  if (signals.length === 0) throw recordFailures['no-signals']({ name });
  const { mode, format, pattern = '*.csv' } = settings.connection;
  if (mode === 'tail' && format === 'json') throw fileFailures['json-not-tailed']({ name });
  if (/[\\/\0]/.test(pattern)) throw fileFailures['bad-pattern']({ name, pattern });
  const model = configuredMachine(enterprise, settings);
  const reading = new FileReading(settings);
  return {
    models: [model],
    signals: model.signals,
    connect: (link) => openFiles(link, reading),
  };
}

/** Looks, and reads nothing: a file that is read is moved away. */
async function tryFolder(reach: Reach, settings: FileSettings): Promise<readonly TestStep[]> {
  const steps = new Steps(reach.world.clock);
  const folder = await steps.run(
    { en: 'The folder is open to sources', zh: '文件夹已开放' },
    async () => {
      const found = folderOf(reach, new FileReading(settings));
      return {
        value: found,
        says: { en: settings.connection.folder, zh: settings.connection.folder },
      };
    },
  );
  await steps.run({ en: 'Files that fit', zh: '符合条件的文件' }, async () => {
    const isOurs = fitting(settings.connection.pattern ?? '*.csv');
    const names = (await reach.world.disk.list((await folder?.real()) ?? '')).filter(isOurs);
    const shown = names.slice(0, 5).join(', ');
    return {
      value: names,
      says: { en: `${names.length}: ${shown}`, zh: `${names.length}：${shown}` },
    };
  });
  return steps.done;
}
