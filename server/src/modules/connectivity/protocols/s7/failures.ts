// What can go wrong between the gateway and an S7 controller; each names the place and the remedy.
import { defineFailures } from '../../../../kernel/failure/failure.ts';

export const s7Failures = defineFailures('s7', {
  'bad-address': {
    kind: 'invalid',
    message: {
      en: 'The address “{address}” of the signal {id} in the source {name} cannot be used: {problem} Write it like `DB1.DBX0.3`, `DB1.DBW2:int`, `DB1.DBD4:real`, `DB1.STRING20[30]`, `M10.0`, `IW4` or `Q0.0`.',
      zh: '数据源 {name} 中测点 {id} 的地址“{address}”无效：{problem} 请写成如 `DB1.DBX0.3`、`DB1.DBW2:int`、`DB1.DBD4:real`、`DB1.STRING20[30]`、`M10.0`、`IW4` 或 `Q0.0`。',
    },
  },
  'bad-tsap': {
    kind: 'invalid',
    message: {
      en: 'The transport selector {tsap} of the source {name} is not two hexadecimal bytes. Write it like `10.00` or `03.02`.',
      zh: '数据源 {name} 的传输选择符 {tsap} 不是两个十六进制字节。请写成如 `10.00` 或 `03.02`。',
    },
  },
  'connect-refused': {
    kind: 'unavailable',
    message: {
      en: 'The controller at {address} refuses the connection to rack {rack}, slot {slot} ({reason}). Usual: S7-300 rack 0 slot 2; S7-1200/1500 rack 0 slot 1 (or 0); S7-400 as in its hardware configuration; LOGO! with its own transport selectors. Or all its connections are taken.',
      zh: '{address} 上的控制器拒绝了到机架 {rack}、插槽 {slot} 的连接（{reason}）。常用：S7-300 机架 0 插槽 2；S7-1200/1500 机架 0 插槽 1（或 0）；S7-400 以硬件组态为准；LOGO! 使用自己的传输选择符。也可能是连接数已满。',
    },
  },
  'no-answer': {
    kind: 'timeout',
    message: {
      en: 'The controller does not answer within {ms} ms. Check that it runs and is reachable; a busy one needs a longer time limit or a longer interval.',
      zh: '控制器在 {ms} 毫秒内无应答。请检查其是否运行且网络可达；负载较高时请加大时限或读取间隔。',
    },
  },
  'put-get-disabled': {
    kind: 'forbidden',
    message: {
      en: 'The controller takes the connection and refuses to be read (error 8104). On an S7-1200/1500, tick “Permit access with PUT/GET communication from remote partner” under Protection & Security of the CPU in TIA Portal, and load it.',
      zh: '控制器接受了连接，但拒绝读取（错误 8104）。对 S7-1200/1500，请在 TIA Portal 的 CPU“防护与安全”中勾选“允许来自远程对象的 PUT/GET 通信访问”，然后下载。',
    },
  },
  refused: {
    kind: 'unavailable',
    message: {
      en: 'The controller refuses {what}: {meaning}',
      zh: '控制器拒绝了 {what}：{meaning}',
    },
  },
  'bad-answer': {
    kind: 'unavailable',
    message: {
      en: 'The controller answered {what} with something that is no answer to it ({trouble}). Check that it speaks classic S7 communication.',
      zh: '控制器对 {what} 的应答与请求不符（{trouble}）。请确认其支持经典 S7 通信。',
    },
  },
  'bad-value': {
    kind: 'invalid',
    message: {
      en: 'The signal {id} can be read, but its value cannot be taken: {meaning}',
      zh: '测点 {id} 可以读取，但其值无效：{meaning}',
    },
  },
  'connection-over': {
    kind: 'unavailable',
    message: {
      en: 'The connection to the S7 controller is over. The gateway connects again by itself.',
      zh: '与 S7 控制器的连接已断开，网关会自动重连。',
    },
  },
  'not-s7': {
    kind: 'unavailable',
    message: {
      en: 'What listens at {address} does not speak ISO-on-TCP as S7 controllers do ({trouble}). Check host and port (usually 102).',
      zh: '{address} 上的程序使用的不是 S7 控制器的 ISO-on-TCP 协议（{trouble}）。请检查主机和端口（通常为 102）。',
    },
  },
});
