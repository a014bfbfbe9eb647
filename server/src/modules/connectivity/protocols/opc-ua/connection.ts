// How a person says where an OPC UA server is, how the connection is secured, and what is read.
import { oneOf, Type, type Static } from '../../../../kernel/schema/schema.ts';
import { hostPortText } from '../../../../kernel/world/host-port.ts';
import {
  flagSetting,
  hostSetting,
  portSetting,
  textSetting,
  wholeSetting,
  worded,
} from '../connection.ts';

export const securityModes = ['sign-and-encrypt', 'sign', 'none'] as const;
export const securityPolicies = [
  'best',
  'Aes256_Sha256_RsaPss',
  'Aes128_Sha256_RsaOaep',
  'Basic256Sha256',
] as const;
export const timeSources = ['source', 'server', 'arrival'] as const;

const hexadecimal = '^(?:[0-9A-Fa-f]{2}[: ]?){32}$';

export const connectionSchema = Type.Object(
  {
    host: hostSetting(),
    port: Type.Optional(portSetting(4840)),
    path: Type.Optional(
      textSetting(
        {
          en: 'What stands behind the port in the endpoint URL, e.g. /milo',
          zh: '端点地址中端口之后的部分，例如 /milo',
        },
        { maxLength: 500, pattern: '^/[^\\s]*$' },
      ),
    ),
    securityMode: Type.Optional({
      ...oneOf(securityModes),
      ...worded({ en: 'How messages are protected', zh: '消息的保护方式' }),
      default: 'sign-and-encrypt',
    }),
    securityPolicy: Type.Optional({
      ...oneOf(securityPolicies),
      ...worded({
        en: 'Which algorithms protect them; best takes the strongest that the server offers',
        zh: '保护所用的算法；best 表示采用服务器提供的最强算法',
      }),
      default: 'best',
    }),
    trusted: Type.Optional(
      Type.Array(Type.String({ pattern: hexadecimal, maxLength: 100 }), {
        maxItems: 20,
        ...worded({
          en: 'SHA-256 fingerprints of the server certificates that are trusted',
          zh: '受信任的服务器证书的 SHA-256 指纹',
        }),
      }),
    ),
    allowExpired: Type.Optional(
      flagSetting(
        {
          en: 'Connect although the trusted certificate of the server has expired',
          zh: '即使受信任的服务器证书已过期也连接',
        },
        false,
      ),
    ),
    allowOtherHost: Type.Optional(
      flagSetting(
        {
          en: 'Connect although the trusted certificate does not name the host',
          zh: '即使受信任的证书未包含该主机名也连接',
        },
        false,
      ),
    ),
    user: Type.Optional(
      textSetting({ en: 'User name; without it nobody signs in', zh: '用户名；不填则匿名登录' }),
    ),
    password: Type.Optional(textSetting({ en: 'Password', zh: '密码' }, { secret: true })),
    allowPlainPassword: Type.Optional(
      flagSetting(
        {
          en: 'Send the password although messages are not protected (security mode none)',
          zh: '即使消息未受保护（安全模式 none）也发送密码',
        },
        false,
      ),
    ),
    userCertificate: Type.Optional(
      textSetting(
        { en: 'Certificate of the user, PEM', zh: '用户证书（PEM）' },
        { maxLength: 20_000 },
      ),
    ),
    userKey: Type.Optional(
      textSetting(
        { en: 'Private key of that certificate, PEM', zh: '该证书的私钥（PEM）' },
        { maxLength: 20_000, secret: true },
      ),
    ),
    publishMs: Type.Optional(
      wholeSetting(
        { en: 'How often the server sends what changed, ms', zh: '服务器发送变化的周期（毫秒）' },
        { minimum: 10, maximum: 3_600_000, default: 500 },
      ),
    ),
    samplingMs: Type.Optional(
      wholeSetting(
        {
          en: 'How often the server looks at a signal that has no interval of its own, ms',
          zh: '服务器对未设周期的测点的采样周期（毫秒）',
        },
        { minimum: 0, maximum: 3_600_000, default: 500 },
      ),
    ),
    queueSize: Type.Optional(
      wholeSetting(
        {
          en: 'Changes of one signal that the server keeps between two sendings',
          zh: '两次发送之间服务器为每个测点保留的变化数',
        },
        { minimum: 1, maximum: 10_000, default: 10 },
      ),
    ),
    times: Type.Optional({
      ...oneOf(timeSources),
      ...worded({ en: 'Whose time a reading carries', zh: '读数采用的时间来源' }),
      default: 'source',
    }),
    below: Type.Optional(
      textSetting(
        {
          en: 'Read all variables below this node without listing them, e.g. nsu=http://example.org/line;s=Press',
          zh: '无需逐个列出，读取此节点以下的全部变量，例如 nsu=http://example.org/line;s=Press',
        },
        { maxLength: 2_000 },
      ),
    ),
    belowMax: Type.Optional(
      wholeSetting(
        { en: 'Most variables taken below that node', zh: '该节点以下最多读取的变量数' },
        { minimum: 1, maximum: 200_000, default: 50_000 },
      ),
    ),
  },
  { additionalProperties: false },
);
export type OpcUaConnection = Static<typeof connectionSchema>;

export function endpointUrl(connection: OpcUaConnection): string {
  return `opc.tcp://${whereOf(connection)}`;
}

export function addressOf({ host, port = 4840 }: OpcUaConnection): { host: string; port: number } {
  return { host, port };
}

/** For a person to read. */
export function whereOf(connection: OpcUaConnection): string {
  return `${hostPortText(addressOf(connection))}${connection.path ?? ''}`;
}

/** As it is compared: lower case, no separators. */
export function plainFingerprint(text: string): string {
  return text.replace(/[^0-9A-Fa-f]/g, '').toLowerCase();
}

/** As people compare it: `AB:CD:…`. */
export function shownFingerprint(plain: string): string {
  return (plain.toUpperCase().match(/../g) ?? []).join(':');
}
