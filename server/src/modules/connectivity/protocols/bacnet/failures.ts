// What can be wrong with the settings of a BACnet device, and with its first answers.
import { defineFailures } from '../../../../kernel/failure/failure.ts';

export const bacnetFailures = defineFailures('bacnet', {
  'bad-address': {
    kind: 'invalid',
    message: {
      en: 'The signal {id} of {name} has the address {address}. Write type of object, instance and perhaps property, e.g. analog-input:3 or analog-value:7/high-limit.',
      zh: '{name} 的测点 {id} 的地址为 {address}，格式不正确。请写成“对象类型:实例”，可加属性，如 analog-input:3、analog-value:7/high-limit。',
    },
  },
  'bad-mac': {
    kind: 'invalid',
    message: {
      en: 'The device of {name} is on network {network}, but its address there, {mac}, is not hexadecimal. Give what discovery shows, e.g. 0a.',
      zh: '{name} 的设备位于网络 {network}，但其地址 {mac} 不是十六进制。请填写发现结果中的值，如 0a。',
    },
  },
  'no-answer': {
    kind: 'unavailable',
    message: {
      en: 'No BACnet device answers at {host} port {port}: {why}. Check address, port (usually UDP 47808), firewalls and, for devices behind a router, network and address.',
      zh: '{host} 端口 {port} 没有 BACnet 设备应答：{why}。请检查地址、端口（通常为 UDP 47808）、防火墙；设备位于路由器之后时还需检查网络号和地址。',
    },
  },
  'other-device': {
    kind: 'conflict',
    message: {
      en: 'At {host} port {port} answers device {found}, not device {wanted}. Correct the address or the device instance.',
      zh: '{host} 端口 {port} 应答的是设备 {found}，而非设备 {wanted}。请更正地址或设备实例号。',
    },
  },
  refused: {
    kind: 'unavailable',
    message: {
      en: 'The device refused {what}: {why}',
      zh: '设备拒绝了 {what}：{why}',
    },
  },
});
