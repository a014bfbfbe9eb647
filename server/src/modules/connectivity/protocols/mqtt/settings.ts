// How a person sets up a source over MQTT.
import { oneOf, Type, type Static } from '../../../../kernel/schema/schema.ts';
import { mqttSettings } from '../../mqtt/settings.ts';
import { flagSetting, textSetting, wholeSetting, worded } from '../connection.ts';

export const connection = Type.Object(
  {
    ...mqttSettings,
    filters: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 4_096 }), {
        maxItems: 100,
        ...worded({
          en: 'Topic filters to learn signals from, e.g. line1/#; the topics of signals are heard anyway',
          zh: '用于自动学习测点的主题过滤器，如 line1/#；测点地址中的主题总会订阅',
        }),
      }),
    ),
    qos: Type.Optional(
      wholeSetting(
        {
          en: 'QoS: 0, 1 or 2; with 1 and 2 a message is acknowledged when it is stored',
          zh: 'QoS：0、1 或 2；1 和 2 时消息入库后才确认',
        },
        { minimum: 0, maximum: 2, default: 1 },
      ),
    ),
    payload: Type.Optional(
      oneOf(
        ['auto', 'json', 'text', 'umh'],
        worded({
          en: 'Form of the payload: json, text (a plain number or text), umh, or auto',
          zh: '载荷格式：json、text（纯数字或文本）、umh 或 auto',
        }),
      ),
    ),
    timePath: Type.Optional(
      textSetting({
        en: 'Where the time is in a JSON payload, e.g. timestamp; without it the time of arrival',
        zh: 'JSON 载荷中时间的路径，如 timestamp；不填则用到达时间',
      }),
    ),
    timeUnit: Type.Optional(
      oneOf(
        ['auto', 's', 'ms', 'us', 'ns', 'iso'],
        worded({ en: 'Unit of the time', zh: '时间的单位' }),
      ),
    ),
    retained: Type.Optional(
      oneOf(
        ['take', 'ignore'],
        worded({
          en: 'Retained messages: take them (uncertain where they tell no time of their own) or ignore them',
          zh: '保留消息：接收（自身无时间则标为不确定）或忽略',
        }),
      ),
    ),
    learnMax: Type.Optional(
      wholeSetting(
        { en: 'Most signals learned', zh: '最多学习的测点数' },
        { minimum: 1, maximum: 50_000, default: 1_000 },
      ),
    ),
    payloadBytesMax: Type.Optional(
      wholeSetting(
        { en: 'Longest payload that is read, in bytes', zh: '可读取载荷的最大字节数' },
        { minimum: 1, maximum: 16_777_216, default: 262_144 },
      ),
    ),
    keepSession: Type.Optional(
      flagSetting(
        {
          en: 'The broker keeps what comes while the gateway is away; needs QoS 1 or 2',
          zh: '网关离线时由服务器保留消息；需 QoS 1 或 2',
        },
        true,
      ),
    ),
    writeTemplate: Type.Optional(
      textSetting({
        en: 'Payload of a write, {value} is the value as JSON and {time} the time in ms; by default the value alone',
        zh: '写入时的载荷，{value} 为 JSON 形式的值，{time} 为毫秒时间；默认仅为值',
      }),
    ),
  },
  { additionalProperties: false },
);
export type MqttSource = Static<typeof connection>;
