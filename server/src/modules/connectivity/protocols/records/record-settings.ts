// How records (lines of CSV, objects of JSON) say what was measured when: the settings that files, web pages and
// pushed bodies share.
import { oneOf, Type } from '../../../../kernel/schema/schema.ts';
import { textSetting, worded } from '../connection.ts';

export const recordSettings = {
  timeField: Type.Optional(
    textSetting(
      {
        en: 'Column or path of the time; without it, the time of arrival holds',
        zh: '时间所在的列名或路径；不填则使用到达时间',
      },
      { minLength: 1, maxLength: 500 },
    ),
  ),
  timeFormat: Type.Optional(
    textSetting(
      {
        en: 'How times are written: `iso`, `unix-s`, `unix-ms`, `unix-us`, `unix-ns`, or a pattern like `dd.MM.yyyy HH:mm:ss`',
        zh: '时间格式：iso、unix-s、unix-ms、unix-us、unix-ns，或 yyyy/M/d H:mm:ss 之类的模式',
      },
      { minLength: 1, maxLength: 60, default: 'iso' },
    ),
  ),
  timeZone: Type.Optional(
    textSetting(
      {
        en: 'Zone of times that name none, e.g. `Asia/Shanghai`',
        zh: '未注明时区的时间所属的时区，例如 Asia/Shanghai',
      },
      { minLength: 1, maxLength: 64, default: 'UTC' },
    ),
  ),
  decimal: Type.Optional(
    oneOf(['point', 'comma'], {
      default: 'point',
      ...worded({
        en: 'What stands before the decimals of a number',
        zh: '小数点符号（点或逗号）',
      }),
    }),
  ),
  delimiter: Type.Optional(
    textSetting(
      {
        en: 'What separates columns of CSV; seen from the header when not given',
        zh: 'CSV 的列分隔符；不填则根据表头判断',
      },
      { minLength: 1, maxLength: 1 },
    ),
  ),
  signalField: Type.Optional(
    textSetting(
      {
        en: 'Column or path that names the signal, where each record has one value',
        zh: '测点名称所在的列名或路径（每条记录仅一个值时）',
      },
      { minLength: 1, maxLength: 500 },
    ),
  ),
  valueField: Type.Optional(
    textSetting(
      { en: 'Column or path of the value beside it', zh: '与之对应的值所在的列名或路径' },
      { minLength: 1, maxLength: 500 },
    ),
  ),
};
export type RecordSettings = {
  readonly timeField?: string;
  readonly timeFormat?: string;
  readonly timeZone?: string;
  readonly decimal?: 'point' | 'comma';
  readonly delimiter?: string;
  readonly signalField?: string;
  readonly valueField?: string;
};

/** What protocols add on their own. */
export type RecordRules = RecordSettings & {
  /** A record without a time is of the moment of arrival. */
  readonly timeOptional?: boolean;
  readonly qualityField?: string;
};
