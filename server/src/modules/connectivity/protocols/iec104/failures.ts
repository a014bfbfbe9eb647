// What can be wrong with the settings of an IEC 104 station, and with its first words.
import { defineFailures } from '../../../../kernel/failure/failure.ts';

export const iec104Failures = defineFailures('iec104', {
  'bad-address': {
    kind: 'invalid',
    message: {
      en: 'The signal {id} of {name} has the address {address}. Write common address/information object address, e.g. 1/100, 1/100:M_ME_NC or, with a command elsewhere, 1/100>1/2100:C_SC_NA.',
      zh: '{name} 的测点 {id} 的地址为 {address}，格式不正确。请写成“公共地址/信息体地址”，如 1/100、1/100:M_ME_NC，命令在其他地址时写成 1/100>1/2100:C_SC_NA。',
    },
  },
  'unknown-type': {
    kind: 'invalid',
    message: {
      en: 'The signal {id} of {name} names the type {type}, which this gateway does not read. Use one of {known}, or leave the type out.',
      zh: '{name} 的测点 {id} 指定的类型 {type} 不受支持。可用：{known}；也可省略类型。',
    },
  },
  'address-twice': {
    kind: 'invalid',
    message: {
      en: 'The signals {first} and {id} of {name} both have the object {address}. Remove one.',
      zh: '{name} 的测点 {first} 与 {id} 指向同一信息体 {address}。请删除其中一个。',
    },
  },
  'bad-zone': {
    kind: 'invalid',
    message: {
      en: 'The time zone {zone} of {name} is not known. Write UTC, an offset such as +08:00, or a name such as Asia/Shanghai.',
      zh: '{name} 的时区 {zone} 无法识别。请写 UTC、偏移量（如 +08:00）或名称（如 Asia/Shanghai）。',
    },
  },
  'not-started': {
    kind: 'unavailable',
    message: {
      en: 'The station at {host} port {port} does not start the transfer of data: {reason}. Check that it is an IEC 60870-5-104 station, that this gateway is among its permitted masters, and that no other master holds the connection.',
      zh: '{host} 端口 {port} 的站点未启动数据传输：{reason}。请检查对方是否为 IEC 60870-5-104 站点、本网关是否在其允许的主站列表中，以及连接是否被其他主站占用。',
    },
  },
});
