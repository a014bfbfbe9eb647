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
    connect: (link) => openFiles(link, enterprise, reading),
  };
}

/** The enterprise is not known before the source is added, so only what all of them share is tried. */
async function tryFolder(reach: Reach, settings: FileSettings): Promise<readonly TestStep[]> {
  const steps = new Steps(reach.world.clock);
  await steps.run(
    { en: 'The operator opened a folder to sources', zh: '运维人员已开放文件夹' },
    async () => {
      const reading = new FileReading(settings);
      folderOf(reach, 'enterprise', reading);
      return { value: true, says: { en: 'yes', zh: '是' } };
    },
  );
  await steps.run({ en: 'The names of files fit', zh: '文件名模式有效' }, async () => {
    const { pattern = '*.csv' } = settings.connection;
    fitting(pattern);
    return { value: true, says: { en: pattern, zh: pattern } };
  });
  return steps.done;
}
