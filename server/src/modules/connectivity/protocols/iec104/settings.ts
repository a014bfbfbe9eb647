// How a station is reached and spoken to; the names of times and windows are those of the standard.
import { Type, type Static } from '../../../../kernel/schema/schema.ts';
import { flagSetting, hostSetting, portSetting, textSetting, wholeSetting } from '../connection.ts';
import type { LinkTimes } from './apci-link.ts';

const seconds = (en: string, zh: string, usual: number) =>
  Type.Optional(wholeSetting({ en, zh }, { minimum: 1, maximum: 172_800, default: usual }));
const window = (en: string, zh: string, usual: number) =>
  Type.Optional(wholeSetting({ en, zh }, { minimum: 1, maximum: 32_767, default: usual }));

export const stationConnection = Type.Object(
  {
    host: hostSetting({
      en: 'Host name or IP address (IPv4 or IPv6) of the controlled station',
      zh: '被控站的主机名或 IP 地址（IPv4 或 IPv6）',
    }),
    port: Type.Optional(portSetting(2404)),
    commonAddresses: Type.Optional(
      Type.Array(
        wholeSetting(
          { en: 'Common address of a station to interrogate', zh: '需召唤的站点公共地址' },
          { minimum: 1, maximum: 65_535 },
        ),
        { maxItems: 100 },
      ),
    ),
    originator: Type.Optional(
      wholeSetting(
        { en: 'Originator address of this gateway', zh: '本网关的源发地址' },
        { minimum: 0, maximum: 255, default: 0 },
      ),
    ),
    zone: Type.Optional(
      textSetting(
        {
          en: 'Time zone that the clock of the station is set to: UTC, +08:00 or Asia/Shanghai',
          zh: '站点时钟所用时区：UTC、+08:00 或 Asia/Shanghai',
        },
        { minLength: 1, maxLength: 64, default: 'UTC' },
      ),
    ),
    auto: Type.Optional(
      flagSetting(
        { en: 'Objects that nobody configured become signals', zh: '未配置的信息体自动成为测点' },
        false,
      ),
    ),
    counters: Type.Optional(
      flagSetting(
        { en: 'Interrogate the counters too, when connected', zh: '连接后同时召唤累计量' },
        false,
      ),
    ),
    clockSync: Type.Optional(
      flagSetting(
        { en: 'Set the clock of the station, when connected', zh: '连接后为站点对时' },
        false,
      ),
    ),
    interrogateSeconds: seconds(
      'Interrogate again so often, in seconds; never unless given',
      '重复总召唤的间隔（秒）；不填则不重复',
      3_600,
    ),
    selectBeforeOperate: Type.Optional(
      flagSetting({ en: 'Commands select before they execute', zh: '命令先选择后执行' }, false),
    ),
    awaitTermination: Type.Optional(
      flagSetting(
        {
          en: 'A command is taken only when the station reports its end, not at its confirmation',
          zh: '以激活终止（而非激活确认）作为命令成功的依据',
        },
        false,
      ),
    ),
    answerSeconds: seconds(
      'How long a command or interrogation may wait for its confirmation, in seconds',
      '命令或召唤等待确认的时间（秒）',
      10,
    ),
    t1Seconds: seconds('t1: time-out of what we send, in seconds', 't1：发送超时（秒）', 15),
    t2Seconds: seconds(
      't2: at the latest after so long we acknowledge, in seconds; below t1',
      't2：最迟确认时间（秒），应小于 t1',
      10,
    ),
    t3Seconds: seconds(
      't3: silence after which the line is tested, in seconds',
      't3：空闲测试时间（秒）',
      20,
    ),
    k: window('k: most of our frames without acknowledgement', 'k：未确认的最大发送帧数', 12),
    w: window('w: acknowledge after so many frames', 'w：收到多少帧后确认', 8),
  },
  { additionalProperties: false },
);

export type StationConnection = Static<typeof stationConnection>;

export type StationSettings = Pick<StationConnection, 'commonAddresses' | 'interrogateSeconds'> & {
  readonly host: string;
  readonly port: number;
  readonly originator: number;
  readonly zone: string;
  readonly auto: boolean;
  readonly counters: boolean;
  readonly clockSync: boolean;
  readonly selectBeforeOperate: boolean;
  readonly awaitTermination: boolean;
  readonly answerMs: number;
  readonly times: LinkTimes;
};

/** With what is usual where nothing was said. */
export function settingsOf(connection: StationConnection): StationSettings {
  const { commonAddresses, interrogateSeconds } = connection;
  return {
    host: connection.host,
    port: connection.port ?? 2404,
    originator: connection.originator ?? 0,
    zone: connection.zone ?? 'UTC',
    auto: connection.auto ?? false,
    counters: connection.counters ?? false,
    clockSync: connection.clockSync ?? false,
    selectBeforeOperate: connection.selectBeforeOperate ?? false,
    awaitTermination: connection.awaitTermination ?? false,
    answerMs: (connection.answerSeconds ?? 10) * 1_000,
    times: {
      k: connection.k ?? 12,
      w: connection.w ?? 8,
      t1Ms: (connection.t1Seconds ?? 15) * 1_000,
      t2Ms: (connection.t2Seconds ?? 10) * 1_000,
      t3Ms: (connection.t3Seconds ?? 20) * 1_000,
    },
    ...(commonAddresses === undefined ? {} : { commonAddresses }),
    ...(interrogateSeconds === undefined ? {} : { interrogateSeconds }),
  };
}
