// The broker's settings.
import { defineConfig, setting } from '../../kernel/config/section.ts';
import { Type, type Static } from '../../kernel/schema/schema.ts';

const limit = (usual: number, maximum: number, en: string, zh: string) =>
  setting.whole(usual, { minimum: 1, maximum }, { en, zh });

const brokerSchema = Type.Object({
  host: setting.text('127.0.0.1', {
    en: 'Address on which the MQTT broker listens; beyond this machine only over TLS and with a token',
    zh: 'MQTT 服务器监听地址；本机之外仅接受 TLS 且须令牌',
  }),
  port: setting.port(1883, {
    en: 'Port of the MQTT broker, for TCP, TLS and WebSocket alike; 0 picks a free one',
    zh: 'MQTT 服务器端口，TCP、TLS 与 WebSocket 共用；0 表示自动选择',
  }),
  plainBeyond: setting.flag(false, {
    en: 'Take clients of other machines without TLS too; their tokens can then be read on the way',
    zh: '允许其他机器不经 TLS 连接；令牌可能在途中被窃取',
  }),
  anonymous: setting.text('', {
    en: 'Enterprise whose topics a client on this machine uses without a token, * for all; empty for none',
    zh: '本机客户端无令牌时可使用其主题的企业，* 表示全部，空表示不允许',
  }),
  topics: setting.texts(
    [
      '{enterprise}/#',
      'umh/v1/{enterprise}/#',
      'spBv1.0/{enterprise}/#',
      'spBv1.0/STATE/{enterprise}/#',
    ],
    {
      en: 'Topics of an enterprise; {enterprise} is its prefix and every prefix derived from it',
      zh: '企业可用的主题；{enterprise} 代表企业前缀及其派生前缀',
    },
  ),
  noSubscribe: setting.texts([], {
    en: 'Topic filters that nobody may subscribe to',
    zh: '任何人都不可订阅的主题过滤器',
  }),
  connectionsMax: limit(2_000, 100_000, 'Most clients at a time', '最多同时连接的客户端数'),
  sessionsMax: limit(
    10_000,
    1_000_000,
    'Most sessions, with those whose client is away',
    '最多会话数（含离线）',
  ),
  sessionExpiryMaxS: limit(
    604_800,
    4_294_967_294,
    'How long a session waits for its client at most, in seconds',
    '离线会话最长保留时间（秒）',
  ),
  keepAliveMaxS: limit(
    60,
    65_535,
    'Longest keep-alive; a client of MQTT 5 that asks for more is told this one, in seconds',
    '最长保活时间（秒）；MQTT 5 客户端要求更长时以此为准',
  ),
  receiveMax: limit(
    1_000,
    65_535,
    'Messages with QoS 1 and 2 that a client may have unacknowledged',
    '客户端未确认的 QoS 1/2 消息上限',
  ),
  topicAliasMax: limit(100, 65_535, 'Topic aliases of a client', '客户端主题别名上限'),
  packetBytesMax: limit(
    1_048_576,
    268_435_455,
    'Longest packet that is taken, in bytes',
    '可接收报文的最大字节数',
  ),
  queueMessagesMax: limit(
    100_000,
    10_000_000,
    'Messages that wait for one session; when it is full the oldest is given up, counted and logged',
    '单个会话等待消息上限；已满时丢弃最旧消息并计数、记录',
  ),
  queueBytesMax: limit(
    67_108_864,
    8_589_934_592,
    'Bytes that wait for one session',
    '单个会话等待消息的字节上限',
  ),
  retainedMax: limit(100_000, 10_000_000, 'Retained messages', '保留消息数上限'),
  sysSeconds: setting.whole(
    10,
    { minimum: 0, maximum: 86_400 },
    {
      en: 'How often the broker’s figures are told under $SYS/broker to those who subscribe, in seconds: of their enterprise, of all to the operator; 0 for never',
      zh: '向订阅者发送 $SYS/broker 运行指标的间隔（秒）：企业仅见本企业指标，运维人员可见全部；0 表示不发送',
    },
  ),
});
export type BrokerConfig = Static<typeof brokerSchema>;
export const brokerConfig = defineConfig('broker', brokerSchema);
