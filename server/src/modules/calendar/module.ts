// Calendar: time zones, production days and shifts of plants, by place and with their history.
import { defineConfig, setting } from '../../kernel/config/section.ts';
import { defineModule } from '../../kernel/module/module.ts';
import { optional } from '../../kernel/module/port.ts';
import { Type } from '../../kernel/schema/schema.ts';
import { recordsPort } from '../../stores/ports.ts';
import { assetsPort } from '../assets/api.ts';
import {
  calendarSetupPort,
  calendarsPort,
  readCalendarsRight,
  writeCalendarsRight,
} from './api.ts';
import { calendarFailures } from './failures.ts';
import type { Pattern } from './model/pattern.ts';
import { ownZoneName, zoneOf } from './model/zone.ts';
import { placesAbove } from './places-above.ts';
import { calendarRoutes } from './routes.ts';
import { calendarsCollection } from './store.ts';
import { StoredCalendars } from './stored-calendars.ts';

export const calendarModule = defineModule({
  name: 'calendar',
  title: { en: 'Plant calendars', zh: '工厂日历' },
  roles: ['platform'],
  config: defineConfig(
    'calendar',
    Type.Object({
      zone: setting.text('', {
        en: 'Time zone (IANA) of places without a calendar; that of this computer unless told',
        zh: '未设日历的场所所用时区（IANA）；默认为本机时区',
      }),
    }),
  ),
  uses: { records: recordsPort, assets: optional(assetsPort) },
  offers: { calendars: calendarsPort, setup: calendarSetupPort },
  rights: [readCalendarsRight, writeCalendarsRight],
  failures: { calendar: calendarFailures.definitions },
  async start({ config, world, records, assets }, register) {
    await records.define(calendarsCollection);
    const zone = config.zone === '' ? ownZoneName() : config.zone;
    if (!zoneOf(zone)) {
      throw calendarFailures['bad-calendar']({
        identifier: 'calendar.zone',
        trouble: {
          en: `“${zone}” is no time zone of IANA.`,
          zh: `“${zone}”不是 IANA 时区。`,
        },
      });
    }
    const calendars = new StoredCalendars({
      ...{ records, clock: world.clock, zone },
      placesAbove: (identifier) => placesAbove(assets, identifier),
    });
    register.route(
      ...calendarRoutes({
        ...{ calendars, records },
        today: (calendar) => calendar.dayAt(world.clock.now()),
      }),
    );
    register.page({
      id: 'calendars',
      path: '/calendars',
      title: { en: 'Calendars', zh: '日历' },
      order: 46,
    });
    const ensure = async (identifier: string, pattern: Pattern): Promise<void> => {
      if (await calendars.read(identifier)) return;
      const change = { identifier, pattern, from: '2000-01-01', by: 'jingwei', correction: true };
      await calendars.change(change);
    };
    return { calendars, setup: { zone, ensure } };
  },
});
