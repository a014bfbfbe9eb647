// The settings of a Modbus connection and what holds where they say nothing.
import { oneOf, Type, type Static } from '../../../../kernel/schema/schema.ts';
import { byteOrders } from '../../../../wire/modbus/values.ts';
import { hostSetting, portSetting, wholeSetting, worded, flagSetting } from '../connection.ts';

export const modbusConnection = Type.Object(
  {
    host: hostSetting(),
    port: Type.Optional(portSetting(502)),
    framing: Type.Optional(
      oneOf(['tcp', 'rtu'], {
        default: 'tcp',
        ...worded({
          en: 'tcp: Modbus TCP; rtu: serial frames with checksum over TCP, as plain serial servers want them',
          zh: 'tcp：Modbus TCP；rtu：TCP 上的带校验串行帧（普通串口服务器）',
        }),
      }),
    ),
    unit: Type.Optional(
      wholeSetting(
        {
          en: 'Unit id of addresses that name none',
          zh: '地址中未指明单元号时使用的单元号',
        },
        { minimum: 0, maximum: 255, default: 1 },
      ),
    ),
    firstAddress: Type.Optional(
      wholeSetting(
        {
          en: 'The number of the first register in the addresses of this source: 0, or 1 as many manuals count',
          zh: '本数据源地址中首个寄存器的编号：0，或如许多手册那样为 1',
        },
        { minimum: 0, maximum: 1, default: 0 },
      ),
    ),
    order: Type.Optional(
      oneOf([...byteOrders], {
        default: 'abcd',
        ...worded({
          en: 'Byte order of addresses that name none: abcd big-endian, cdab words swapped, badc bytes swapped, dcba both',
          zh: '地址中未指明时的字节序：abcd 大端，cdab 字交换，badc 字节交换，dcba 两者均交换',
        }),
      }),
    ),
    intervalMs: Type.Optional(
      wholeSetting(
        {
          en: 'How often signals are read that say nothing of it, in milliseconds',
          zh: '未单独指定的测点的读取间隔（毫秒）',
        },
        { minimum: 10, maximum: 86_400_000, default: 1_000 },
      ),
    ),
    timeoutMs: Type.Optional(
      wholeSetting(
        { en: 'How long a unit may take to answer, in milliseconds', zh: '单元应答时限（毫秒）' },
        { minimum: 10, maximum: 60_000, default: 1_000 },
      ),
    ),
    pauseMaxMs: Type.Optional(
      wholeSetting(
        {
          en: 'Longest pause before a unit that does not answer is asked again, in milliseconds',
          zh: '对无应答单元重试前的最长等待时间（毫秒）',
        },
        { minimum: 100, maximum: 3_600_000, default: 30_000 },
      ),
    ),
    requestsAtOnce: Type.Optional(
      wholeSetting(
        {
          en: 'Requests under way at once to different units. More than 1 only where the device takes them: some answer just the first of those that arrive together, and the others look silent. With 1, a dead unit costs the others its time limit each time it is tried. Always 1 with serial frames',
          zh: '可同时向不同单元发出的请求数。仅当设备支持时才设为大于 1：有些设备只应答同时到达的第一个请求，其余单元会显得无应答。设为 1 时，每次尝试无应答单元会使其他单元等待一个时限。串行帧下始终为 1',
        },
        { minimum: 1, maximum: 64, default: 1 },
      ),
    ),
    requestsPerUnit: Type.Optional(
      wholeSetting(
        {
          en: 'Requests under way at once to one unit; many devices take only 1',
          zh: '可同时向同一单元发出的请求数；许多设备只支持 1',
        },
        { minimum: 1, maximum: 16, default: 1 },
      ),
    ),
    registersMax: Type.Optional(
      wholeSetting(
        {
          en: 'Most registers of one request; less for devices that refuse the usual 125',
          zh: '单次请求的最大寄存器数；若设备不支持 125 可调小',
        },
        { minimum: 1, maximum: 125, default: 125 },
      ),
    ),
    gapMax: Type.Optional(
      wholeSetting(
        {
          en: 'Registers or bits between two signals that are read along for the sake of fewer requests',
          zh: '为减少请求数而一并读取的、两个测点之间的寄存器或位数',
        },
        { minimum: 0, maximum: 125, default: 16 },
      ),
    ),
    writeMultiple: Type.Optional(
      flagSetting(
        {
          en: 'Write single registers and coils too with the functions for many (16, 15)',
          zh: '写单个寄存器或线圈时也使用批量写功能（16、15）',
        },
        false,
      ),
    ),
  },
  { additionalProperties: false },
);

export type ModbusConnection = Static<typeof modbusConnection>;
export type ModbusSettings = Required<ModbusConnection>;

export function withUsual(connection: ModbusConnection): ModbusSettings {
  return {
    port: 502,
    framing: 'tcp',
    unit: 1,
    firstAddress: 0,
    order: 'abcd',
    intervalMs: 1_000,
    timeoutMs: 1_000,
    pauseMaxMs: 30_000,
    requestsAtOnce: 1,
    requestsPerUnit: 1,
    registersMax: 125,
    gapMax: 16,
    writeMultiple: false,
    ...connection,
  };
}
