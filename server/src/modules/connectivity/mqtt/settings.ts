// How a person says where a broker is and who we are there, worded once for every protocol over MQTT.
import { oneOf, Type, type Static } from '../../../kernel/schema/schema.ts';
import {
  flagSetting,
  hostSetting,
  portSetting,
  textSetting,
  wholeSetting,
  worded,
} from '../protocols/connection.ts';

const pem = { maxLength: 64 * 1024 };

/** Spread into the connection schema of a protocol: `Type.Object({ ...mqttSettings, filters: … })`. */
export const mqttSettings = {
  host: hostSetting({
    en: 'Host name or IP address (IPv4 or IPv6) of the MQTT broker',
    zh: 'MQTT 服务器的主机名或 IP 地址（IPv4 或 IPv6）',
  }),
  port: portSetting(1883, {
    en: 'Port, usually 1883, with TLS 8883',
    zh: '端口，通常为 1883，TLS 为 8883',
  }),
  transport: Type.Optional(
    oneOf(
      ['tcp', 'tls', 'ws', 'wss'],
      worded({
        en: 'How it is reached: tcp, tls, ws (WebSocket) or wss (WebSocket with TLS)',
        zh: '连接方式：tcp、tls、ws（WebSocket）或 wss（加密 WebSocket）',
      }),
    ),
  ),
  path: Type.Optional(
    textSetting({ en: 'Path of the WebSocket, usually /mqtt', zh: 'WebSocket 路径，通常为 /mqtt' }),
  ),
  version: Type.Optional(
    oneOf(
      ['5', '3.1.1'],
      worded({ en: 'Version of MQTT: 5 or 3.1.1', zh: 'MQTT 版本：5 或 3.1.1' }),
    ),
  ),
  clientId: Type.Optional(
    textSetting(
      {
        en: 'Client id; each client of a broker needs its own',
        zh: '客户端标识；同一服务器上不可重复',
      },
      { minLength: 1, maxLength: 256 },
    ),
  ),
  username: Type.Optional(textSetting({ en: 'User name at the broker', zh: '服务器用户名' })),
  password: Type.Optional(
    textSetting({ en: 'Password at the broker', zh: '服务器密码' }, { secret: true }),
  ),
  ca: Type.Optional(
    textSetting(
      {
        en: "Certificate (PEM) of the authority that issued the broker's",
        zh: '签发服务器证书的机构证书（PEM）',
      },
      pem,
    ),
  ),
  cert: Type.Optional(
    textSetting(
      { en: 'Our certificate (PEM), where the broker wants one', zh: '客户端证书（PEM），如需要' },
      pem,
    ),
  ),
  key: Type.Optional(
    textSetting(
      { en: 'The key (PEM) of our certificate', zh: '客户端证书的私钥（PEM）' },
      { ...pem, secret: true },
    ),
  ),
  trustAny: Type.Optional(
    flagSetting(
      {
        en: 'Take any certificate of the broker; whoever is in between can then read and change everything',
        zh: '接受服务器的任何证书；中间人将可读取并篡改所有内容',
      },
      false,
    ),
  ),
  keepAliveS: Type.Optional(
    wholeSetting(
      { en: 'Silence in seconds after which each side asks the other', zh: '保活间隔（秒）' },
      { minimum: 1, maximum: 65_535, default: 30 },
    ),
  ),
};

const schema = Type.Object(mqttSettings);
/** Where the broker is and who we are there. */
export type MqttPlace = Static<typeof schema>;
