// What can be wrong with a machine's Devices.xml; each names the place and the remedy.
import { defineFailures } from '../../../../kernel/failure/failure.ts';

export const mtconnectFailures = defineFailures('mtconnect', {
  'no-devices': {
    kind: 'invalid',
    message: {
      en: "The source {name} has no Devices.xml. Give the machine's MTConnect description with --devices FILE.",
      zh: '数据源 {name} 没有 Devices.xml。请用 --devices 文件 提供设备的 MTConnect 描述。',
    },
  },
  'too-large': {
    kind: 'exhausted',
    message: {
      en: 'The Devices.xml of {name} has {bytes} bytes, more than the {bytesMax} that are read. Remove devices that this source does not serve.',
      zh: '{name} 的 Devices.xml 有 {bytes} 字节，超过可读取的 {bytesMax} 字节。请删除该数据源不提供的设备。',
    },
  },
  'not-xml': {
    kind: 'invalid',
    message: {
      en: 'The Devices.xml of {name} is not XML: line {line}, {reason} Check that the right file was given.',
      zh: '{name} 的 Devices.xml 不是有效的 XML：第 {line} 行，{reason} 请检查是否选对了文件。',
    },
  },
  'document-type': {
    kind: 'invalid',
    message: {
      en: 'The Devices.xml of {name} has a document type declaration in line {line}; entities are not expanded. Remove the declaration.',
      zh: '{name} 的 Devices.xml 第 {line} 行含有文档类型声明；本系统不展开实体。请删除该声明。',
    },
  },
  'not-devices': {
    kind: 'invalid',
    message: {
      en: "The Devices.xml of {name} begins with <{found}> in line {line}, not with <MTConnectDevices>. Give the answer of the agent's probe request or the agent's device file.",
      zh: '{name} 的 Devices.xml 第 {line} 行以 <{found}> 开头，而不是 <MTConnectDevices>。请提供代理 probe 请求的应答或代理的设备文件。',
    },
  },
  'no-device': {
    kind: 'invalid',
    message: {
      en: 'The Devices.xml of {name} describes no Device (line {line}). Give a description with at least one <Device>.',
      zh: '{name} 的 Devices.xml 未描述任何 Device（第 {line} 行）。请提供至少包含一个 <Device> 的描述。',
    },
  },
  'missing-attribute': {
    kind: 'invalid',
    message: {
      en: 'In the Devices.xml of {name}, the <{element}> in line {line} has no {attribute}. Add it.',
      zh: '{name} 的 Devices.xml 第 {line} 行的 <{element}> 缺少 {attribute}。请补充。',
    },
  },
  'unknown-category': {
    kind: 'invalid',
    message: {
      en: 'In the Devices.xml of {name}, the data item {id} in line {line} has the category {category}. Use SAMPLE, EVENT or CONDITION.',
      zh: '{name} 的 Devices.xml 第 {line} 行数据项 {id} 的类别为 {category}。请使用 SAMPLE、EVENT 或 CONDITION。',
    },
  },
  'duplicate-id': {
    kind: 'invalid',
    message: {
      en: 'In the Devices.xml of {name}, the id {id} in line {line} stands already in line {first}. Give each element its own id.',
      zh: '{name} 的 Devices.xml 第 {line} 行的 id {id} 与第 {first} 行重复。请使每个元素的 id 唯一。',
    },
  },
  'bad-identifier': {
    kind: 'invalid',
    message: {
      en: 'In the Devices.xml of {name}, the {attribute} {value} in line {line} cannot be part of an identifier. Use letters, digits, `.`, `-`, `_` and `:`; at most {charactersMax} characters.',
      zh: '{name} 的 Devices.xml 第 {line} 行的 {attribute} {value} 不能用于标识。请使用字母、数字及 . - _ :，最多 {charactersMax} 个字符。',
    },
  },
  'too-many-items': {
    kind: 'exhausted',
    message: {
      en: 'The Devices.xml of {name} has more than {itemsMax} data items. Split it into several sources.',
      zh: '{name} 的 Devices.xml 的数据项超过 {itemsMax} 个。请拆分为多个数据源。',
    },
  },
});
