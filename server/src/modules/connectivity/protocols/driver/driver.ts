// A protocol that somebody wrote, in any language: a program of theirs, beside the gateway, that speaks lines of JSON.
// docs/guides/write-a-driver.md says how; the SDK helps those who write TypeScript.
import { configuredMachine } from '../../model/configured-machine.ts';
import { defineProtocol, type Description } from '../protocol.ts';
import { browseWith, tryDriver } from './looks.ts';
import { openDriver } from './session.ts';
import { connection, type DriverSettings } from './settings.ts';

export const driver = defineProtocol({
  name: 'driver',
  title: { en: 'A driver of your own', zh: '自定义驱动' },
  connection,
  address: {
    words: { en: 'As the driver wants it', zh: '由驱动规定' },
    example: 'temperature',
  },
  where: ({ program }) => program,
  describe,
  browse: browseWith,
  test: tryDriver,
});

/** Its own signals are learned when it has started. */
function describe(enterprise: string, settings: DriverSettings): Description {
  const model = configuredMachine(enterprise, settings);
  const opening = { enterprise, settings };
  return { models: [model], signals: model.signals, connect: (link) => openDriver(link, opening) };
}
