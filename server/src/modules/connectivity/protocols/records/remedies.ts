// What a person can do about records that are not taken.
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';
import type { CsvTrouble } from '../../../../wire/csv/csv-record.ts';
import type { InfluxTrouble } from '../../../../wire/influx-line/influx-line.ts';

export type RecordTrouble =
  | CsvTrouble
  | InfluxTrouble
  | 'not-json'
  | 'no-record'
  | 'too-many-fields'
  | 'no-time'
  | 'bad-time'
  | 'future-time'
  | 'unsure-time'
  | 'not-a-number'
  | 'not-a-truth'
  | 'too-long-text'
  | 'unknown-signal'
  | 'no-value'
  | 'bad-quality'
  | 'not-text'
  | 'too-many-records'
  | 'file-too-large'
  | 'leads-out';

const quotes: Bilingual = {
  en: 'The quotes of this line do not match. Double a quote inside a quoted field, and check the delimiter.',
  zh: '该行的引号不匹配。引号字段内的引号应写两次，并请检查分隔符。',
};
const influx: Bilingual = {
  en: 'This is no line of the InfluxDB line protocol: measurement,tag=a field=1.5 time. Escape commas, equal signs and blanks with a backslash.',
  zh: '该行不符合 InfluxDB 行协议：measurement,tag=a field=1.5 时间。逗号、等号和空格请用反斜杠转义。',
};

export const recordRemedies: Readonly<Record<RecordTrouble, Bilingual>> = {
  'quote-in-field': quotes,
  'after-quote': quotes,
  'quote-open': quotes,
  'too-long': {
    en: 'A record is longer than 256 KiB or 500 lines; a quote is probably never closed. Close it, or check the delimiter.',
    zh: '一条记录超过 256 KiB 或 500 行，可能是引号未闭合。请补上引号，或检查分隔符。',
  },
  'no-measurement': influx,
  'bad-tag': influx,
  'no-field': influx,
  'bad-field': influx,
  'bad-value': influx,
  'not-json': {
    en: 'This is no JSON. Write one object a line, or one document.',
    zh: '该内容不是有效的 JSON。请每行写一个对象，或提供一个完整文档。',
  },
  'no-record': {
    en: 'This is no object with fields. Write {"time": …, "name": value}.',
    zh: '该内容不是含字段的对象。请写成 {"time": …, "名称": 值} 的形式。',
  },
  'too-many-fields': {
    en: 'The line has more fields than the header. Quote fields that hold the delimiter, or set `decimal`.',
    zh: '该行的字段数多于表头。含分隔符的字段请加引号，或设置 decimal。',
  },
  'no-time': {
    en: 'The record has no time. Check `timeField`.',
    zh: '该记录没有时间。请检查 timeField。',
  },
  'bad-time': {
    en: 'The time cannot be read, or lies before 1980. Check `timeFormat`.',
    zh: '时间无法解析，或早于 1980 年。请检查 timeFormat。',
  },
  'future-time': {
    en: 'The time lies in the future and is not stored. Check the clock of the machine, and `timeZone`.',
    zh: '时间在未来，未予保存。请检查设备时钟和 timeZone。',
  },
  'unsure-time': {
    en: 'The clock showed this time twice, or never, when summer time changed; stored as uncertain. Let the machine write UTC.',
    zh: '该时间处于夏令时切换时段，存在歧义；已按不确定质量保存。请让设备使用 UTC 时间。',
  },
  'not-a-number': {
    en: 'The signal is a number and this is none; stored as bad. Check `decimal` and the address, or make the signal a text.',
    zh: '该测点为数值型，而此处不是数值；已按坏值保存。请检查 decimal 和地址，或将测点改为文本。',
  },
  'not-a-truth': {
    en: 'The signal is true or false and this is neither; stored as bad. Check the address, or make the signal a text.',
    zh: '该测点为布尔型，而此处既非真也非假；已按坏值保存。请检查地址，或将测点改为文本。',
  },
  'too-long-text': {
    en: 'The text has more than 64 KiB; stored as bad. Store documents elsewhere.',
    zh: '文本超过 64 KiB，已按坏值保存。请将文档存放到其他地方。',
  },
  'unknown-signal': {
    en: 'No signal of this source has this address. Add it, or correct the name.',
    zh: '该数据源没有此地址的测点。请添加测点，或更正名称。',
  },
  'no-value': {
    en: 'The record names a signal and has no value for it. Check `valueField`.',
    zh: '该记录指明了测点但没有值。请检查 valueField。',
  },
  'bad-quality': {
    en: 'A quality is good, uncertain or bad.',
    zh: '质量只能是 good、uncertain 或 bad。',
  },
  'too-many-records': {
    en: 'More records than one answer (100,000) or one JSON file (500,000) may have; the rest is not read. Ask for less at once, or write several files.',
    zh: '记录数超过单次应答（100,000 条）或单个 JSON 文件（500,000 条）的上限，其余未读取。请减少单次请求的数据量，或拆分文件。',
  },
  'leads-out': {
    en: 'This is a link that leads out of the folder of the enterprise, and is not followed. Put the file itself into the folder.',
    zh: '这是一个指向企业文件夹之外的链接，不予跟随。请将文件本身放入该文件夹。',
  },
  'file-too-large': {
    en: 'A JSON document of more than 32 MiB is not read at once. Write one object a line, and set the format to ndjson.',
    zh: '超过 32 MiB 的 JSON 文档无法整体读取。请改为每行一个对象，并将格式设为 ndjson。',
  },
  'not-text': {
    en: 'The bytes are not text in this encoding. Check `encoding`.',
    zh: '内容不符合所设编码。请检查 encoding。',
  },
};
