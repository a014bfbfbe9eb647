// OEE: times, parts and figures of machines to ISO 22400, each of them explained down to the reading it came from.
import { eventsPort } from '../../kernel/events/events.ts';
import { defineModule } from '../../kernel/module/module.ts';
import { recordsPort } from '../../stores/ports.ts';
import { assetsPort } from '../assets/api.ts';
import { calendarsPort } from '../calendar/api.ts';
import { partFinished } from '../connectivity/api.ts';
import { telemetryPort } from '../telemetry/api.ts';
import { readOeeRight, setupPort, writeOeeRight } from './api.ts';
import { Changes } from './change.ts';
import { oeeCommands } from './commands.ts';
import { oeeFailures } from './failures.ts';
import { figureRoutes } from './figure-routes.ts';
import { LateListener } from './late.ts';
import { Oee } from './oee.ts';
import { settingsRoutes } from './settings-routes.ts';
import { openOeeStore } from './store.ts';
import { setupOf } from './setup.ts';

export const oeeModule = defineModule({
  name: 'oee',
  title: { en: 'OEE and times of machines', zh: '设备综合效率与时间模型' },
  roles: ['platform'],
  uses: {
    records: recordsPort,
    events: eventsPort,
    telemetry: telemetryPort,
    assets: assetsPort,
    calendars: calendarsPort,
  },
  offers: { setup: setupPort },
  rights: [readOeeRight, writeOeeRight],
  failures: { oee: oeeFailures.definitions },
  commands: oeeCommands,
  async start({ world, log, records, events, telemetry, assets, calendars }, register) {
    await openOeeStore(records);
    const { clock, random } = world;
    const parts = { records, telemetry, calendars, assets, clock };
    const oee = new Oee(parts);
    await oee.days.open();
    const late = new LateListener({ records, days: oee.days, log });
    await late.learn();
    const changed = () => late.learn();
    const changes = new Changes({ records, assets, days: oee.days, clock, random, changed });
    const following = telemetry.follow((batch) => late.hear(batch));
    register.route(
      ...figureRoutes({ oee, settled: () => late.settled() }),
      ...settingsRoutes({ parts, changes }),
    );
    register.page({ id: 'oee', path: '/oee', title: { en: 'OEE', zh: 'OEE' }, order: 22 });
    register.onReady(() => {
      const listening = events.listen(partFinished, 'oee', (told) => late.hearParts(told));
      register.onStop(() => listening.stop());
    });
    register.onStop(async () => {
      following.cancel();
      await late.settled();
      await oee.days.close();
    });
    return { setup: setupOf({ records, changes }) };
  },
});
