// Readings that machines and programs send to the gateway themselves: `POST /api/sources/{name}/readings`.
import { Type, type Static } from '../../../../kernel/schema/schema.ts';
import { configuredMachine } from '../../model/configured-machine.ts';
import { defineProtocol, type Description, type ProtocolSettings } from '../protocol.ts';
import { recordFailures } from '../records/failures.ts';
import { recordSettings } from '../records/record-settings.ts';
import { BodyReader } from './body-reader.ts';
import { openWebhook } from './session.ts';

const connection = Type.Object(recordSettings, { additionalProperties: false });

export const webhook = defineProtocol({
  name: 'webhook',
  title: { en: 'Readings sent to us (HTTP)', zh: '推送读数（HTTP）' },
  connection,
  address: {
    words: {
      en: 'The name under which the reading is sent: of a field, a column, a path, or for the line protocol `measurement,tag=a field`',
      zh: '推送数据中的名称：字段、列、路径；行协议写作“测量,标签=a 字段”',
    },
    example: 'temperature',
  },
  where: (_, source) => `/api/sources/${encodeURIComponent(source)}/readings`,
  describe,
});

function describe(
  enterprise: string,
  settings: ProtocolSettings<Static<typeof connection>>,
): Description {
  const { name, signals = [] } = settings;
  if (signals.length === 0) throw recordFailures['no-signals']({ name });
  const model = configuredMachine(enterprise, settings);
  const reader = new BodyReader(name, signals, settings.connection);
  return {
    models: [model],
    signals: model.signals,
    connect: (link) => openWebhook(link, name, reader),
  };
}
