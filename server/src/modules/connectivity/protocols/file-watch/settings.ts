// Which files are read, how, and what becomes of them.
import { oneOf, Type, type Static } from '../../../../kernel/schema/schema.ts';
import { flagSetting, textSetting, wholeSetting, worded } from '../connection.ts';
import type { ProtocolSettings } from '../protocol.ts';
import { recordSettings } from '../records/record-settings.ts';

export const connection = Type.Object(
  {
    folder: textSetting(
      { en: 'Folder, below that of the enterprise', zh: '文件夹（位于企业文件夹之下）' },
      { default: '.' },
    ),
    pattern: Type.Optional(
      textSetting(
        { en: 'Names of the files, with * and ?', zh: '文件名模式（可用 * 和 ?）' },
        { minLength: 1, maxLength: 200, default: '*.csv' },
      ),
    ),
    mode: Type.Optional(
      oneOf(['drop', 'tail'], {
        default: 'drop',
        ...worded({
          en: 'drop: whole files, moved away when read; tail: files that grow',
          zh: 'drop：读取完整文件后移走；tail：跟踪增长的文件',
        }),
      }),
    ),
    format: Type.Optional(
      oneOf(['csv', 'json', 'ndjson'], {
        default: 'csv',
        ...worded({ en: 'What is in them', zh: '文件格式' }),
      }),
    ),
    encoding: Type.Optional(
      oneOf(['utf-8', 'gb18030', 'windows-1252'], {
        default: 'utf-8',
        ...worded({ en: 'How their text is encoded', zh: '文本编码' }),
      }),
    ),
    header: Type.Optional(
      flagSetting({ en: 'The first line of CSV names the columns', zh: 'CSV 首行为列名' }, true),
    ),
    records: Type.Optional(
      textSetting(
        {
          en: 'Path of a list in the JSON, where a file tells many moments',
          zh: 'JSON 中记录列表的路径',
        },
        { maxLength: 500 },
      ),
    ),
    intervalMs: Type.Optional(
      wholeSetting(
        {
          en: 'How often the folder is looked through, in milliseconds',
          zh: '扫描文件夹的周期（毫秒）',
        },
        { minimum: 20, maximum: 86_400_000, default: 1_000 },
      ),
    ),
    ...recordSettings,
  },
  { additionalProperties: false },
);
export type FileConnection = Static<typeof connection>;
export type FileSettings = ProtocolSettings<FileConnection>;
