// What can be wrong with an import as a whole; what is wrong with single tags is listed beside the result.
import { defineFailures } from '../../../kernel/failure/failure.ts';

export const importFailures = defineFailures('import', {
  'not-kepware': {
    kind: 'invalid',
    message: {
      en: 'This is no Kepware project: there are no channels in it. Export the project as JSON (File, Save As, type JSON).',
      zh: '这不是 Kepware 项目：其中没有 channels。请将项目另存为 JSON 格式。',
    },
  },
  'not-a-list': {
    kind: 'invalid',
    message: {
      en: 'This is no tag list: the first line must name the columns, among them id and address. Quote texts that hold the delimiter.',
      zh: '这不是标签列表：首行必须是列名，且包含 id 和 address。含分隔符的文本请加引号。',
    },
  },
  'no-source': {
    kind: 'invalid',
    message: {
      en: 'A tag list holds the signals of one source. Say which, with its protocol and connection unless the source is there already.',
      zh: '标签列表只包含一个数据源的测点。请指定数据源；若数据源尚不存在，还需提供协议和连接。',
    },
  },
});
