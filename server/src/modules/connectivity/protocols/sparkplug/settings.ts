// How a person connects a Sparkplug broker.
import { Type, type Static } from '../../../../kernel/schema/schema.ts';
import { mqttSettings } from '../../mqtt/settings.ts';
import { textSetting, wholeSetting, worded } from '../connection.ts';

const id = { minLength: 1, maxLength: 200, pattern: '^[^+/#\\u0000]+$' };

export const sparkplugConnection = Type.Object(
  {
    ...mqttSettings,
    groups: Type.Optional(
      Type.Array(textSetting({ en: 'Group', zh: '组' }, id), {
        minItems: 1,
        maxItems: 100,
        ...worded({
          en: 'Groups of edge nodes to read; all unless given',
          zh: '要读取的边缘节点组；默认全部',
        }),
      }),
    ),
    hostId: Type.Optional(
      textSetting(
        {
          en: 'Id of this host application, which edge nodes may name as their primary host; made from enterprise and source unless given',
          zh: '本主机应用的标识，边缘节点可将其设为主要主机；默认由企业前缀与数据源名称组成',
        },
        id,
      ),
    ),
    reorderMs: Type.Optional(
      wholeSetting(
        {
          en: 'How long to wait for messages that come in the wrong order, in milliseconds, before the edge node is asked for its state',
          zh: '等待乱序消息的时间（毫秒），超过后要求边缘节点重新上报状态',
        },
        { minimum: 0, maximum: 60_000, default: 2_000 },
      ),
    ),
  },
  { additionalProperties: false },
);
export type SparkplugConnection = Static<typeof sparkplugConnection>;
