// How a device is reached and asked.
import { Type, type Static } from '../../../../kernel/schema/schema.ts';
import type { RemoteStation } from '../../../../wire/bacnet/network.ts';
import { flagSetting, hostSetting, portSetting, textSetting, wholeSetting } from '../connection.ts';

export const bacnetPort = 47_808;

export const deviceConnection = Type.Object(
  {
    host: hostSetting({
      en: 'Host name or IPv4 address of the device, or of the router before it',
      zh: '设备（或其前端路由器）的主机名或 IPv4 地址',
    }),
    port: Type.Optional(portSetting(bacnetPort)),
    device: Type.Optional(
      wholeSetting(
        { en: 'Device instance, checked when given', zh: '设备实例号，填写后将核对' },
        { minimum: 0, maximum: 4_194_302 },
      ),
    ),
    network: Type.Optional(
      wholeSetting(
        { en: 'Network number of a device behind a router', zh: '路由器之后设备的网络号' },
        { minimum: 1, maximum: 65_534 },
      ),
    ),
    mac: Type.Optional(
      textSetting(
        {
          en: 'Address of the device on that network, hexadecimal',
          zh: '设备在该网络上的地址（十六进制）',
        },
        { maxLength: 64 },
      ),
    ),
    localPort: Type.Optional(
      wholeSetting(
        {
          en: 'Our own UDP port; any free one unless given',
          zh: '本机 UDP 端口；不填则自动选择',
        },
        { minimum: 0, maximum: 65_535, default: 0 },
      ),
    ),
    intervalMs: Type.Optional(
      wholeSetting(
        {
          en: 'How often is read what cannot be subscribed to, in milliseconds',
          zh: '不支持订阅的点的读取周期（毫秒）',
        },
        { minimum: 100, maximum: 86_400_000, default: 10_000 },
      ),
    ),
    cov: Type.Optional(
      flagSetting(
        {
          en: 'Subscribe to changes of value (COV) where the device can',
          zh: '设备支持时订阅变化（COV）',
        },
        true,
      ),
    ),
    confirmed: Type.Optional(
      flagSetting(
        {
          en: 'Have changes confirmed: the device repeats those that were lost',
          zh: '要求确认变化通知：丢失的通知由设备重发',
        },
        true,
      ),
    ),
    covSeconds: Type.Optional(
      wholeSetting(
        {
          en: 'Lifetime of a subscription in seconds; renewed at half of it',
          zh: '订阅有效期（秒），过半时续订',
        },
        { minimum: 10, maximum: 86_400, default: 300 },
      ),
    ),
    priority: Type.Optional(
      wholeSetting(
        { en: 'Priority of what is written, 1 (highest) to 16', zh: '写入优先级，1（最高）至 16' },
        { minimum: 1, maximum: 16, default: 16 },
      ),
    ),
    answerMs: Type.Optional(
      wholeSetting(
        { en: 'How long an answer may take, in milliseconds', zh: '等待应答的时间（毫秒）' },
        { minimum: 50, maximum: 60_000, default: 3_000 },
      ),
    ),
    retries: Type.Optional(
      wholeSetting(
        { en: 'How often a request is sent again', zh: '请求重发次数' },
        { minimum: 0, maximum: 10, default: 3 },
      ),
    ),
  },
  { additionalProperties: false },
);

export type DeviceConnection = Static<typeof deviceConnection>;

export type DeviceSettings = {
  readonly host: string;
  readonly port: number;
  readonly device: number | undefined;
  readonly remote: RemoteStation | undefined;
  readonly localPort: number;
  readonly intervalMs: number;
  readonly cov: boolean;
  readonly confirmed: boolean;
  readonly covSeconds: number;
  readonly priority: number;
  readonly answerMs: number;
  readonly retries: number;
};

/** With what is usual where nothing was said. */
export function settingsOf(connection: DeviceConnection): DeviceSettings {
  const { network, mac } = connection;
  const remote = network === undefined ? undefined : { network, mac: macOf(mac) ?? noMac };
  return {
    host: connection.host,
    port: connection.port ?? bacnetPort,
    device: connection.device,
    remote,
    localPort: connection.localPort ?? 0,
    intervalMs: connection.intervalMs ?? 10_000,
    cov: connection.cov ?? true,
    confirmed: connection.confirmed ?? true,
    covSeconds: connection.covSeconds ?? 300,
    priority: connection.priority ?? 16,
    answerMs: connection.answerMs ?? 3_000,
    retries: connection.retries ?? 3,
  };
}

const noMac = new Uint8Array(0);

/** Undefined for what is not hexadecimal. */
export function macOf(text = ''): Uint8Array | undefined {
  const octets = text.replaceAll(/[:\s]/g, '');
  if (!/^(?:[0-9a-fA-F]{2}){1,32}$/.test(octets)) return undefined;
  return Uint8Array.from(octets.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
