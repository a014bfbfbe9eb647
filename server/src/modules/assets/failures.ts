// What can go wrong with assets.
import { defineFailures } from '../../kernel/failure/failure.ts';

export const assetsFailures = defineFailures('assets', {
  'unknown-machine': {
    kind: 'missing',
    message: {
      en: 'There is no machine {identifier} that you may see. GET /api/machines lists those you may.',
      zh: '没有您可查看的设备 {identifier}。可查看的设备见 GET /api/machines。',
    },
  },
  'unknown-asset': {
    kind: 'missing',
    message: {
      en: 'There is no asset {identifier} that you may see. `npm run jingwei -- asset list` or GET /api/assets finds those you may.',
      zh: '没有您可查看的资产 {identifier}。可查看的资产见 `npm run jingwei -- asset list` 或 GET /api/assets。',
    },
  },
  exists: {
    kind: 'conflict',
    message: {
      en: 'There is {identifier} already. Change it, or choose another identifier.',
      zh: '{identifier} 已存在。请修改已有资产，或换一个标识。',
    },
  },
  'bad-identifier': {
    kind: 'invalid',
    message: {
      en: '"{identifier}" cannot name a {kind} in {parent}. Write {example}, without spaces.',
      zh: '“{identifier}”不能作为 {parent} 下{kindZh}的标识。请写成 {example}，不含空格。',
    },
  },
  'bad-parent': {
    kind: 'invalid',
    message: {
      en: 'A {kind} cannot stand in {parent}, which is a {parentKind}. The order is enterprise, site, area, line, cell, machine, component; cells and components may stand in their own kind.',
      zh: '{kindZh}不能放在{parentKindZh} {parent} 下。层级依次为企业、工厂、区域、产线、单元、设备、部件；单元和部件可放在同类之下。',
    },
  },
  'into-itself': {
    kind: 'invalid',
    message: {
      en: '{identifier} cannot be moved into {parent}, which is part of it. Choose a place outside of it.',
      zh: '{identifier} 不能移到其自身内部的 {parent}。请选择其外部的位置。',
    },
  },
  'other-enterprise': {
    kind: 'invalid',
    message: {
      en: '{identifier} and {other} belong to different enterprises. Both must be of one.',
      zh: '{identifier} 与 {other} 属于不同企业，须属于同一企业。',
    },
  },
  'held-by-source': {
    kind: 'conflict',
    message: {
      en: '{identifier} is a component that its source describes, and stands where the source says. Move its machine instead.',
      zh: '部件 {identifier} 由数据源描述，位置以数据源为准。请移动其所属设备。',
    },
  },
  'fixed-asset': {
    kind: 'invalid',
    message: {
      en: 'The enterprise {identifier} stands at the top: it cannot be moved, removed or made by hand.',
      zh: '企业 {identifier} 位于最顶层，不能移动、删除或手工创建。',
    },
  },
  'would-lose': {
    kind: 'conflict',
    facts: ['children', 'signals', 'signalsWithReadings', 'relations', 'documents'],
    message: {
      en: 'With {identifier} would go {children} assets below it, {signals} signals ({signalsWithReadings} with readings), {relations} relations and {documents} documents. To remove them all, ask again with anyway=true; stored readings stay in the series store.',
      zh: '删除 {identifier} 将同时删除其下 {children} 个资产、{signals} 个测点（其中 {signalsWithReadings} 个有读数）、{relations} 条关系和 {documents} 份文档。如确需全部删除，请带 anyway=true 重试；已存储的读数仍保留在时序库中。',
    },
  },
  'beyond-reach': {
    kind: 'forbidden',
    facts: ['count'],
    message: {
      en: 'Nothing was done: {count} assets that stand in {identifier} are not yours to change. Ask someone with the right on them, or move your own out first.',
      zh: '未做任何改动：{identifier} 中有 {count} 个资产您无权修改。请联系有权限的人员，或先将自己的资产移出。',
    },
  },
  'nothing-to-undo': {
    kind: 'conflict',
    message: {
      en: 'Nothing of {identifier} is left to undo.',
      zh: '{identifier} 没有可撤销的修改。',
    },
  },
  'not-undoable': {
    kind: 'conflict',
    message: {
      en: 'The last change of {identifier} ({what}) cannot be undone by itself. An import is undone as a whole; a very large removal is brought back by importing an export.',
      zh: '{identifier} 的最近一次修改（{what}）不能单独撤销。导入须整体撤销；大规模删除可通过导入此前的导出文件恢复。',
    },
  },
  'changed-since': {
    kind: 'conflict',
    message: {
      en: 'The change of {identifier} is not undone, as {changed} has been changed since. Undo that first, or edit by hand.',
      zh: '{changed} 此后又被修改，无法撤销对 {identifier} 的修改。请先撤销后来的修改，或手工编辑。',
    },
  },
  'unknown-type': {
    kind: 'missing',
    message: {
      en: 'There is no asset type {identifier} at version {version}. GET /api/assets/types lists types and versions.',
      zh: '没有版本为 {version} 的资产类型 {identifier}。类型与版本见 GET /api/assets/types。',
    },
  },
  'too-many-versions': {
    kind: 'conflict',
    message: {
      en: 'The asset type {identifier} has {countMax} versions, which is the most. Make a new type, and give its assets that one.',
      zh: '资产类型 {identifier} 已有 {countMax} 个版本，达到上限。请新建类型，并将资产改为该类型。',
    },
  },
  'type-not-fit': {
    kind: 'invalid',
    facts: ['problems'],
    message: {
      en: '{identifier} does not fit its type: {says}',
      zh: '{identifier} 不符合其类型：{saysZh}',
    },
  },
  'would-break': {
    kind: 'conflict',
    facts: ['breaking', 'assets'],
    message: {
      en: '{breaking} of {assets} assets would not fit version {version} of {type}, first {first}. Mend them, name those that may take it, or ask again with anyway.',
      zh: '{assets} 个资产中有 {breaking} 个不符合 {type} 的版本 {version}，首个为 {first}。请先修正，或仅指定可升级的资产，或带 anyway 重试。',
    },
  },
  'relation-itself': {
    kind: 'invalid',
    message: {
      en: '{identifier} cannot be related to itself. Choose another asset.',
      zh: '{identifier} 不能与自身建立关系。请选择其他资产。',
    },
  },
  'unknown-relation': {
    kind: 'missing',
    message: {
      en: '{identifier} has no relation {relation} to {to}.',
      zh: '{identifier} 与 {to} 之间没有关系 {relation}。',
    },
  },
  'unknown-document': {
    kind: 'missing',
    message: {
      en: 'There is no document {identifier} that you may see. GET /api/assets/documents/<asset> lists those of an asset.',
      zh: '没有您可查看的文档 {identifier}。资产的文档见 GET /api/assets/documents/<资产>。',
    },
  },
  'document-kind': {
    kind: 'unsupported',
    message: {
      en: '"{name}" is not a kind of file that is kept here: by its bytes it is {found}. Kept are PDF, JPEG, PNG, WebP, GIF, Word, Excel and PowerPoint (OOXML), STEP, DWG and plain text.',
      zh: '“{name}”不是可保存的文件类型：其内容为{foundZh}。可保存 PDF、JPEG、PNG、WebP、GIF、Word、Excel、PowerPoint（OOXML）、STEP、DWG 和纯文本。',
    },
  },
  'too-many-documents': {
    kind: 'exhausted',
    message: {
      en: '{identifier} has {countMax} documents, which is the most. Remove one first.',
      zh: '{identifier} 已有 {countMax} 份文档，达到上限。请先删除一份。',
    },
  },
  'no-file': {
    kind: 'missing',
    message: {
      en: 'There is no file {file} that can be read. Write the path of an .xlsx or .json file.',
      zh: '无法读取文件 {file}。请填写 .xlsx 或 .json 文件的路径。',
    },
  },
  'bad-file': {
    kind: 'invalid',
    message: {
      en: 'This file cannot be imported: {reason}. Export once to see the form: sheets Assets and Relations, or JSON with the lists "assets" and "relations".',
      zh: '无法导入该文件：{reasonZh}。可先导出一次查看格式：工作表 Assets 和 Relations，或含 "assets" 与 "relations" 列表的 JSON。',
    },
  },
  'import-problems': {
    kind: 'invalid',
    facts: ['problems', 'count'],
    message: {
      en: 'Nothing was imported: {count} cells are wrong, first sheet {sheet}, row {row}, column {column}: {says} Mend them and import again; a dry run lists all.',
      zh: '未导入任何内容：有 {count} 处错误，首个在工作表 {sheet} 第 {row} 行 {column} 列：{saysZh} 请修正后重新导入；试运行可列出全部错误。',
    },
  },
  'too-large-export': {
    kind: 'exhausted',
    message: {
      en: 'The spreadsheet takes too much memory or time to write. Export a part of the tree, or as JSON.',
      zh: '生成电子表格所需内存或时间过多。请导出部分资产，或导出为 JSON。',
    },
  },
  'import-running': {
    kind: 'conflict',
    message: {
      en: '“{name}” is being imported into {enterprise} now. Wait until it is done: GET /api/assets/import-progress/{enterprise} says how far it is.',
      zh: '正在向 {enterprise} 导入“{name}”。请等待其完成：GET /api/assets/import-progress/{enterprise} 可查看进度。',
    },
  },
  'unknown-import': {
    kind: 'missing',
    message: {
      en: 'There is no import {id} of {enterprise} that could be undone. GET /api/assets/imports/{enterprise} lists them.',
      zh: '{enterprise} 没有可撤销的导入 {id}。导入记录见 GET /api/assets/imports/{enterprise}。',
    },
  },
  'bad-path': {
    kind: 'invalid',
    message: {
      en: '"{path}" is no path of signals. Write names joined by "/", from the enterprise down, e.g. 88.118.8/**/melt_*; at most 1000 characters and 8 times "**".',
      zh: '“{path}”不是有效的测点路径。请从企业开始用“/”连接各级名称，例如 88.118.8/**/melt_*；最多 1000 个字符、8 个“**”。',
    },
  },
  'bad-place': {
    kind: 'invalid',
    message: {
      en: '"{after}" is not the "next" of a page of assets. Ask for the first page without "after".',
      zh: '“{after}”不是资产列表返回的“next”。请不带“after”查询第一页。',
    },
  },
  'foreign-part': {
    kind: 'invalid',
    message: {
      en: 'The model of {machine} holds {identifier}, which is not under that machine. Describe each machine by itself.',
      zh: '{machine} 的模型包含不属于该设备的 {identifier}。请分别描述每台设备。',
    },
  },
  'too-large': {
    kind: 'exhausted',
    message: {
      en: 'The model of {machine} has {count} parts, more than {countMax}. Split it.',
      zh: '{machine} 的模型有 {count} 个部分，超过 {countMax}。请拆分。',
    },
  },
});
