// What can be wrong with files that are watched.
import { defineFailures } from '../../../../kernel/failure/failure.ts';

export const fileFailures = defineFailures('file-watch', {
  'not-allowed': {
    kind: 'forbidden',
    message: {
      en: 'The source {name} may not read the folder {folder}. Let the operator set gateway.filesFolder, and name a folder below its {enterprise}, without `..`.',
      zh: '数据源 {name} 无权读取文件夹 {folder}。请运维人员设置 gateway.filesFolder，并填写其 {enterprise} 子目录下的文件夹（不含 ..）。',
    },
  },
  'leads-out': {
    kind: 'forbidden',
    message: {
      en: 'The folder {folder}, where files go that were read, is a link out of the folder of the enterprise. Remove the link; the folder is made again.',
      zh: '用于存放已读取文件的 {folder} 文件夹是指向企业文件夹之外的链接。请删除该链接，系统会重新创建该文件夹。',
    },
  },
  'json-not-tailed': {
    kind: 'invalid',
    message: {
      en: 'The source {name} follows growing files, which cannot be one JSON document. Use ndjson, or read whole files (mode drop).',
      zh: '数据源 {name} 跟踪增长的文件，不能使用整体 JSON 文档。请使用 ndjson，或改为读取完整文件（drop 模式）。',
    },
  },
  'bad-pattern': {
    kind: 'invalid',
    message: {
      en: 'The source {name} has the file pattern {pattern}. Use a name with `*` and `?`, without folders, e.g. *.csv.',
      zh: '数据源 {name} 的文件名模式 {pattern} 无效。请使用含 * 和 ? 的文件名（不含文件夹），例如 *.csv。',
    },
  },
});
