// What can be wrong with the settings of an EtherNet/IP controller, and with its first answers.
import { defineFailures } from '../../../../kernel/failure/failure.ts';

export const ethernetIpFailures = defineFailures('ethernet-ip', {
  'bad-tag': {
    kind: 'invalid',
    message: {
      en: 'The signal {id} of {name} has the address {address}, which is no name of a tag. Write e.g. Level, Tank[3].Level, Program:Main.Count or Status.5 for a bit.',
      zh: '{name} 的测点 {id} 的地址 {address} 不是有效的标签名。请写成如 Level、Tank[3].Level、Program:Main.Count，或以 Status.5 表示某一位。',
    },
  },
  'bad-route': {
    kind: 'invalid',
    message: {
      en: 'The route {route} of {name} is not pairs of port and link. Write 1/0 for slot 0 of the backplane, or leave it empty for a device without backplane.',
      zh: '{name} 的路由 {route} 不是“端口/链接”对。背板 0 号槽写成 1/0；无背板的设备请留空。',
    },
  },
  'no-session': {
    kind: 'unavailable',
    message: {
      en: 'The device at {host} port {port} gives no EtherNet/IP session: {reason}. Check that it is an EtherNet/IP device and has a connection to spare.',
      zh: '{host} 端口 {port} 的设备未建立 EtherNet/IP 会话：{reason}。请检查对方是否为 EtherNet/IP 设备且连接数未满。',
    },
  },
  'no-answer': {
    kind: 'unavailable',
    message: {
      en: 'The device at {host} port {port} does not answer: {reason}.',
      zh: '{host} 端口 {port} 的设备未应答：{reason}。',
    },
  },
  refused: {
    kind: 'unavailable',
    message: {
      en: 'The controller refused {what}: {why}',
      zh: '控制器拒绝了 {what}：{why}',
    },
  },
});
