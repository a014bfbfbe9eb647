// What can go wrong between the gateway and a Modbus device; each names the unit, the place and the remedy.
import { defineFailures } from '../../../../kernel/failure/failure.ts';

export const modbusFailures = defineFailures('modbus', {
  'bad-address': {
    kind: 'invalid',
    message: {
      en: 'The address “{address}” of the signal {id} in the source {name} cannot be used: {problem} Write it like `holding 100 float32 cdab`, `coil 12`, `unit 3 input 8 int16`, `holding 20 bit 4` or `40101 uint32`.',
      zh: '数据源 {name} 中测点 {id} 的地址“{address}”无效：{problem} 请写成如 `holding 100 float32 cdab`、`coil 12`、`unit 3 input 8 int16`、`holding 20 bit 4` 或 `40101 uint32`。',
    },
  },
  'no-answer': {
    kind: 'timeout',
    message: {
      en: 'Unit {unit} does not answer within {ms} ms. Check the unit id, that the device is switched on and, behind a gateway, its serial line; a slow device needs a longer time limit.',
      zh: '单元 {unit} 在 {ms} 毫秒内无应答。请检查单元号、设备是否上电以及网关后的串行线路；响应较慢的设备需要更长的时限。',
    },
  },
  exception: {
    kind: 'unavailable',
    message: {
      en: 'Unit {unit} refuses {what}: {meaning}',
      zh: '单元 {unit} 拒绝了 {what}：{meaning}',
    },
  },
  'bad-answer': {
    kind: 'unavailable',
    message: {
      en: 'Unit {unit} answered {what} with something that is no answer to it ({trouble}). Check that only one master speaks to it and that the framing (TCP or RTU) is right.',
      zh: '单元 {unit} 对 {what} 的应答与请求不符（{trouble}）。请确认只有一个主站与其通信，且帧格式（TCP 或 RTU）正确。',
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
      en: 'The connection to the Modbus device is over. The gateway connects again by itself.',
      zh: '与 Modbus 设备的连接已断开，网关会自动重连。',
    },
  },
  'not-modbus': {
    kind: 'unavailable',
    message: {
      en: 'What listens at {address} does not speak Modbus TCP ({trouble}). Check the port, and whether the device wants RTU frames over TCP (`framing: rtu`).',
      zh: '{address} 上的程序使用的不是 Modbus TCP 协议（{trouble}）。请检查端口，以及设备是否要求 TCP 上的 RTU 帧（`framing: rtu`）。',
    },
  },
});
