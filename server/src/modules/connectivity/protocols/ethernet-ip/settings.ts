// How a controller is reached: its address, the route to its processor, and how it is asked.
import { Type, type Static } from '../../../../kernel/schema/schema.ts';
import { oneOf } from '../../../../kernel/schema/schema.ts';
import { hostSetting, portSetting, textSetting, wholeSetting, worded } from '../connection.ts';

export const eipPort = 44_818;

export const controllerConnection = Type.Object(
  {
    host: hostSetting({
      en: 'Host name or IP address (IPv4 or IPv6) of the controller or its communication module',
      zh: '控制器或其通信模块的主机名或 IP 地址（IPv4 或 IPv6）',
    }),
    port: Type.Optional(portSetting(eipPort)),
    route: Type.Optional(
      textSetting(
        {
          en: 'Route to the processor, port/link pairs: 1/0 is slot 0 of the backplane; empty for devices without backplane',
          zh: '到处理器的路由（端口/链接对）：1/0 表示背板 0 号槽；无背板的设备留空',
        },
        { maxLength: 200, default: '1/0' },
      ),
    ),
    messaging: Type.Optional(
      oneOf(['auto', 'connected', 'unconnected'], {
        default: 'auto',
        ...worded({
          en: 'Whether a connection is opened for the messages (class 3); auto tries it and does without',
          zh: '是否为报文建立连接（3 类）；auto 先尝试，不行则不建立',
        }),
      }),
    ),
    intervalMs: Type.Optional(
      wholeSetting(
        {
          en: 'How often tags are read, in milliseconds, unless a signal says otherwise',
          zh: '标签读取周期（毫秒），测点另有设置时除外',
        },
        { minimum: 10, maximum: 86_400_000, default: 1_000 },
      ),
    ),
    answerMs: Type.Optional(
      wholeSetting(
        { en: 'How long an answer may take, in milliseconds', zh: '等待应答的时间（毫秒）' },
        { minimum: 100, maximum: 60_000, default: 5_000 },
      ),
    ),
  },
  { additionalProperties: false },
);

export type ControllerConnection = Static<typeof controllerConnection>;

export type ControllerSettings = {
  readonly host: string;
  readonly port: number;
  readonly route: string;
  readonly messaging: 'auto' | 'connected' | 'unconnected';
  readonly intervalMs: number;
  readonly answerMs: number;
};

/** With what is usual where nothing was said. */
export function settingsOf(connection: ControllerConnection): ControllerSettings {
  const { host, port = eipPort, route = '1/0', messaging = 'auto' } = connection;
  const { intervalMs = 1_000, answerMs = 5_000 } = connection;
  return { host, port, route, messaging, intervalMs, answerMs };
}
