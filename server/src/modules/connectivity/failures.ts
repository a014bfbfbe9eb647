// What can go wrong with machine connections, apart from what a protocol says of its own description.
import { defineFailures } from '../../kernel/failure/failure.ts';

export const connectivityFailures = defineFailures('connectivity', {
  'unknown-protocol': {
    kind: 'invalid',
    message: {
      en: 'The source {name} asks for the protocol {protocol}, which this gateway does not speak. Choose one of: {known}.',
      zh: '数据源 {name} 指定的协议 {protocol} 不受本网关支持。可选：{known}。',
    },
  },
  'no-such-protocol': {
    kind: 'invalid',
    message: {
      en: 'This gateway does not speak {protocol}. Choose one of: {known}.',
      zh: '本网关不支持协议 {protocol}。可选：{known}。',
    },
  },
  'bad-fingerprint': {
    kind: 'invalid',
    message: {
      en: '{fingerprint} is no SHA-256 fingerprint. Write its 64 hexadecimal digits, as `source test {name}` and the machine show them.',
      zh: '{fingerprint} 不是 SHA-256 指纹。请写出 64 位十六进制数字，与 `source test {name}` 及设备显示的一致。',
    },
  },
  'bad-source': {
    kind: 'invalid',
    message: {
      en: 'The source cannot be used: {place} {problem}. Correct it and try again.',
      zh: '数据源无效：{place} {problem}。请更正后重试。',
    },
  },
  'signal-twice': {
    kind: 'invalid',
    message: {
      en: 'The source {name} has two signals with the id {id}; upper and lower case are the same. Rename one.',
      zh: '数据源 {name} 中有两个测点的编号均为 {id}（不区分大小写）。请为其中一个改名。',
    },
  },
  circle: {
    kind: 'invalid',
    message: {
      en: 'The source {name} would be calculated from itself, without end: {way}. Take one of these inputs away.',
      zh: '数据源 {name} 将由其自身计算得出，形成循环：{way}。请去掉其中一个输入。',
    },
  },
  'bad-condition': {
    kind: 'invalid',
    message: {
      en: 'The condition of {signal}, {condition}, is wrong: {trouble}',
      zh: '测点 {signal} 的保留条件 {condition} 有误：{trouble}',
    },
  },
  'unknown-source': {
    kind: 'missing',
    message: {
      en: 'There is no source {name} in {enterprise}. `npm run jingwei -- source list` shows those that exist.',
      zh: '{enterprise} 中没有数据源 {name}。可用 `npm run jingwei -- source list` 查看已有数据源。',
    },
  },
  'no-certificates': {
    kind: 'unsupported',
    message: {
      en: '{protocol} knows no certificates, so there is nothing to trust.',
      zh: '{protocol} 不使用证书，无需信任。',
    },
  },
  'foreign-machine': {
    kind: 'forbidden',
    message: {
      en: 'The source {name} of {enterprise} told of the machine {machine}, which belongs to another enterprise. It is not read; connect it for its own enterprise.',
      zh: '企业 {enterprise} 的数据源 {name} 上报了属于其他企业的设备 {machine}，已拒绝读取。请在该设备所属企业下接入。',
    },
  },
  'secret-again': {
    kind: 'invalid',
    message: {
      en: '{place} holds the dots that stand for a kept password, but the machine is another one. Give the password again.',
      zh: '{place} 仍是代替已存密码的圆点，但设备地址已变。请重新输入密码。',
    },
  },
  'no-way-to-connect': {
    kind: 'invalid',
    message: {
      en: 'Say how to connect: --settings FILE with the settings of the source as JSON, or --address HOST:PORT with --devices FILE for MTConnect (SHDR).',
      zh: '请说明如何连接：用 --settings 文件 给出 JSON 格式的数据源设置；MTConnect（SHDR）也可用 --address 主机:端口 和 --devices 文件。',
    },
  },
  'settings-not-json': {
    kind: 'invalid',
    message: {
      en: 'The file {path} is not a JSON object: {reason}',
      zh: '文件 {path} 不是 JSON 对象：{reason}',
    },
  },
  'cannot-browse': {
    kind: 'invalid',
    message: {
      en: '{protocol} has no way to ask a machine what it offers. Write the signals yourself or import a list of them.',
      zh: '{protocol} 协议无法查询设备提供的内容。请手动填写测点或导入测点表。',
    },
  },
  'cannot-discover': {
    kind: 'invalid',
    message: {
      en: '{protocol} has no way to find machines on the network. Give the address of the machine.',
      zh: '{protocol} 协议无法在网络中发现设备。请直接填写设备地址。',
    },
  },
  'bad-address': {
    kind: 'invalid',
    message: {
      en: 'The address {address} is not host:port. Write it like 192.168.1.20:7878 or [fe80::1]:7878.',
      zh: '地址 {address} 不是“主机:端口”格式。请写成 192.168.1.20:7878 或 [fe80::1]:7878。',
    },
  },
  'no-file': {
    kind: 'missing',
    message: {
      en: 'There is no file {path}. Check the path; it begins at the folder in which you type.',
      zh: '文件 {path} 不存在。请检查路径；相对路径以当前文件夹为起点。',
    },
  },
  'file-unreadable': {
    kind: 'invalid',
    message: {
      en: 'The file {path} cannot be read: {reason}. Check its permissions and that it is UTF-8 text.',
      zh: '无法读取文件 {path}：{reason}。请检查其权限，并确认为 UTF-8 文本。',
    },
  },
  'too-many-sources': {
    kind: 'exhausted',
    message: {
      en: 'This gateway already has {count} sources, its limit (gateway.sourcesMax). Remove one, raise the limit or use another gateway.',
      zh: '本网关已有 {count} 个数据源，达到上限（gateway.sourcesMax）。请删除一个、提高上限或使用另一网关。',
    },
  },
});
