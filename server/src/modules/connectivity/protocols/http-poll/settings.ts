// How a page on the web is asked, and what it answers with.
import { oneOf, Type, type Static } from '../../../../kernel/schema/schema.ts';
import { textSetting, wholeSetting, worded } from '../connection.ts';
import type { ProtocolSettings } from '../protocol.ts';
import { recordSettings } from '../records/record-settings.ts';
import { webSettings } from '../web/web-settings.ts';

export const connection = Type.Object(
  {
    ...webSettings,
    ...recordSettings,
    method: Type.Optional(
      oneOf(['GET', 'POST'], {
        default: 'GET',
        ...worded({ en: 'How it is asked', zh: '请求方法' }),
      }),
    ),
    body: Type.Optional(
      textSetting({ en: 'What is sent with POST', zh: 'POST 请求的内容' }, { maxLength: 100_000 }),
    ),
    format: Type.Optional(
      oneOf(['json', 'csv', 'number', 'prometheus'], {
        default: 'json',
        ...worded({ en: 'What it answers with', zh: '应答格式' }),
      }),
    ),
    records: Type.Optional(
      textSetting(
        {
          en: 'Path of a list in the JSON, where it tells many moments at once',
          zh: 'JSON 中记录列表的路径（一次返回多个时刻时）',
        },
        { maxLength: 500 },
      ),
    ),
    intervalMs: Type.Optional(
      wholeSetting(
        { en: 'How often it is asked, in milliseconds', zh: '采集周期（毫秒）' },
        { minimum: 100, maximum: 86_400_000, default: 1_000 },
      ),
    ),
    bytesMax: Type.Optional(
      wholeSetting(
        { en: 'Largest answer, in bytes', zh: '应答的最大字节数' },
        { minimum: 1, maximum: 64 * 1024 * 1024, default: 4 * 1024 * 1024 },
      ),
    ),
  },
  { additionalProperties: false },
);
export type HttpPollConnection = Static<typeof connection>;
export type HttpPollSettings = ProtocolSettings<HttpPollConnection>;

export function askOf({ method = 'GET', body }: HttpPollConnection) {
  return { method, ...(body === undefined || method === 'GET' ? {} : { body }) };
}
