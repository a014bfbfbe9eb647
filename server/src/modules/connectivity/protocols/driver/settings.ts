// Which program is the driver, and what it is told.
import { Type, type Static } from '../../../../kernel/schema/schema.ts';
import { textSetting, wholeSetting, worded } from '../connection.ts';
import type { ProtocolSettings } from '../protocol.ts';

export const connection = Type.Object(
  {
    program: textSetting(
      {
        en: 'Program in the folder of programs of the enterprise, e.g. press.mjs or press.py',
        zh: '企业程序文件夹中的程序，例如 press.mjs 或 press.py',
      },
      { minLength: 1, maxLength: 200 },
    ),
    args: Type.Optional(
      Type.Array(Type.String({ maxLength: 1_000 }), {
        maxItems: 50,
        ...worded({ en: 'Arguments of the program', zh: '程序参数' }),
      }),
    ),
    settings: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        secret: true,
        ...worded({ en: 'What the driver is told, as it wants it', zh: '传给驱动的设置' }),
      }),
    ),
    startMs: Type.Optional(
      wholeSetting(
        {
          en: 'How long it may take to describe its machine, in milliseconds',
          zh: '驱动启动并描述设备的最长时间（毫秒）',
        },
        { minimum: 100, maximum: 600_000, default: 30_000 },
      ),
    ),
    memoryMiBMax: Type.Optional(
      wholeSetting(
        {
          en: 'Most memory of the program, in MiB; beyond, it is started again',
          zh: '程序内存上限（MiB），超过则重启',
        },
        { minimum: 16, maximum: 65_536, default: 512 },
      ),
    ),
  },
  { additionalProperties: false },
);
export type DriverConnection = Static<typeof connection>;
export type DriverSettings = ProtocolSettings<DriverConnection>;
