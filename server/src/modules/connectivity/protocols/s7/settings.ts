// The settings of a connection to an S7 controller and what holds where they say nothing.
import { oneOf, Type, type Static } from '../../../../kernel/schema/schema.ts';
import { hostSetting, portSetting, textSetting, wholeSetting, worded } from '../connection.ts';
import { s7Failures } from './failures.ts';

const tsapForm = '^[0-9A-Fa-f]{2}[.]?[0-9A-Fa-f]{2}$';

export const s7Connection = Type.Object(
  {
    host: hostSetting(),
    port: Type.Optional(portSetting(102)),
    rack: Type.Optional(
      wholeSetting(
        { en: 'Rack of the CPU, usually 0', zh: 'CPU 所在机架，通常为 0' },
        { minimum: 0, maximum: 7, default: 0 },
      ),
    ),
    slot: Type.Optional(
      wholeSetting(
        {
          en: 'Slot of the CPU: 2 for S7-300, 1 for S7-1200 and S7-1500, for S7-400 as configured',
          zh: 'CPU 所在插槽：S7-300 为 2，S7-1200/1500 为 1，S7-400 以组态为准',
        },
        { minimum: 0, maximum: 31, default: 1 },
      ),
    ),
    as: Type.Optional(
      oneOf(['pg', 'op', 'basic'], {
        default: 'pg',
        ...worded({
          en: 'Which of its connections are used: those for programming devices, for panels, or others',
          zh: '占用控制器的哪类连接：编程设备（pg）、面板（op）或其他（basic）',
        }),
      }),
    ),
    localTsap: Type.Optional(
      textSetting(
        {
          en: 'Own transport selector, two hexadecimal bytes like 10.00, for LOGO! and gateways',
          zh: '本地传输选择符，两个十六进制字节，如 10.00（用于 LOGO! 及网关）',
        },
        { pattern: tsapForm },
      ),
    ),
    remoteTsap: Type.Optional(
      textSetting(
        {
          en: 'Transport selector of the controller instead of rack and slot, like 20.00',
          zh: '控制器的传输选择符（代替机架和插槽），如 20.00',
        },
        { pattern: tsapForm },
      ),
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
        {
          en: 'How long the controller may take to answer, in milliseconds',
          zh: '控制器应答时限（毫秒）',
        },
        { minimum: 50, maximum: 60_000, default: 3_000 },
      ),
    ),
    pduBytes: Type.Optional(
      wholeSetting(
        {
          en: 'Largest message asked for, in bytes; the controller may take less',
          zh: '请求的最大报文字节数；控制器可能给出更小值',
        },
        { minimum: 240, maximum: 960, default: 960 },
      ),
    ),
    gapMax: Type.Optional(
      wholeSetting(
        {
          en: 'Bytes between two signals that are read along for the sake of fewer requests',
          zh: '为减少请求数而一并读取的、两个测点之间的字节数',
        },
        { minimum: 0, maximum: 256, default: 16 },
      ),
    ),
  },
  { additionalProperties: false },
);

export type S7Connection = Static<typeof s7Connection>;

/** Transport selectors as numbers. */
export type S7Settings = Required<Omit<S7Connection, 'localTsap' | 'remoteTsap'>> & {
  readonly localTsap: number;
  readonly remoteTsap: number;
};

const connectionTypes = { pg: 1, op: 2, basic: 3 } as const;

/** Fails with `s7.bad-tsap`. */
export function withUsual(name: string, connection: S7Connection): S7Settings {
  const usual = {
    ...{ port: 102, rack: 0, slot: 1, as: 'pg' as const },
    ...{ intervalMs: 1_000, timeoutMs: 3_000, pduBytes: 960, gapMax: 16 },
    ...connection,
  } as const;
  const { rack, slot, as } = usual;
  const tsapOf = (text: string | undefined, otherwise: number) => {
    if (text === undefined || text === '') return otherwise;
    const tsap = new RegExp(tsapForm).test(text) ? text.replace('.', '') : undefined;
    if (tsap === undefined) throw s7Failures['bad-tsap']({ name, tsap: text });
    return Number.parseInt(tsap, 16);
  };
  return {
    ...usual,
    localTsap: tsapOf(connection.localTsap, 0x0100),
    remoteTsap: tsapOf(connection.remoteTsap, connectionTypes[as] * 256 + rack * 32 + slot),
  };
}
