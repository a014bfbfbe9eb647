// Alarms to ISA-18.2 / IEC 62682: rules over signals, judged at the rate of the data; every alarm with its state, its
// guidance and its journal; people told of it; the figures by which an alarm system is judged.
import { defineConfig, setting } from '../../kernel/config/section.ts';
import { eventsPort } from '../../kernel/events/events.ts';
import { defineModule } from '../../kernel/module/module.ts';
import { optional } from '../../kernel/module/port.ts';
import { Type } from '../../kernel/schema/schema.ts';
import { networkOf, reachOf } from '../../kernel/world/reach.ts';
import { recordsPort } from '../../stores/ports.ts';
import { assetsPort } from '../assets/api.ts';
import { calendarsPort } from '../calendar/api.ts';
import { telemetryPort } from '../telemetry/api.ts';
import { AlarmSystem } from './alarm-system.ts';
import {
  alarmChanged,
  alarmRaised,
  alarmsPort,
  operateAlarmsRight,
  readAlarmsRight,
  writeAlarmsRight,
  type Alarms,
} from './api.ts';
import { alarmCommands } from './commands.ts';
import { alarmsFailures } from './failures.ts';
import { isUnder } from './notices/notice.ts';
import { alarmRoutes } from './routes/alarm-routes.ts';
import { figureRoutes } from './routes/figure-routes.ts';
import { journalRoutes } from './routes/journal-routes.ts';
import { operatorRoutes } from './routes/operator-routes.ts';
import { planRoutes } from './routes/plan-routes.ts';
import { ruleRoutes } from './routes/rule-routes.ts';
import { byUrgency } from './standing-alarm.ts';

const standingMax = 1_000;

export const alarmsModule = defineModule({
  name: 'alarms',
  title: { en: 'Alarms', zh: '报警' },
  roles: ['platform'],
  config: defineConfig(
    'alarms',
    Type.Object({
      journalDays: setting.whole(
        730,
        { minimum: 31, maximum: 3_660 },
        {
          en: 'Entries of the alarm journal older than this many days are forgotten',
          zh: '报警日志中早于该天数的条目将被清除',
        },
      ),
      shelveHoursMax: setting.whole(
        12,
        { minimum: 1, maximum: 168 },
        {
          en: 'Longest time for which an operator may shelve an alarm, in hours',
          zh: '操作员搁置报警的最长时间（小时）',
        },
      ),
      messageNetworks: setting.texts([], {
        en: 'Networks besides the public internet to which webhooks and mails of alarms may go, e.g. 10.1.0.0/16; private, loopback and link-local addresses are refused otherwise',
        zh: '除公网外，报警 webhook 与邮件可发往的网段，例如 10.1.0.0/16；未列出的私有、环回和链路本地地址一律拒绝',
      }),
    }),
  ),
  uses: {
    records: recordsPort,
    events: eventsPort,
    telemetry: telemetryPort,
    assets: assetsPort,
    calendars: optional(calendarsPort),
  },
  offers: { alarms: alarmsPort },
  rights: [readAlarmsRight, operateAlarmsRight, writeAlarmsRight],
  events: [alarmRaised, alarmChanged],
  failures: { alarms: alarmsFailures.definitions },
  commands: alarmCommands,
  async start(given, register) {
    const { config, world, log, records, events, telemetry, assets, calendars } = given;
    const network = config.messageNetworks.find((one) => !networkOf(one));
    if (network !== undefined) throw alarmsFailures['bad-network']({ network });
    const system = new AlarmSystem({
      ...{ world, log, records, events, telemetry, assets, calendars },
      journalDays: config.journalDays,
      reach: reachOf(config.messageNetworks),
      publicUrl: () => register.program.publicUrl,
    });
    await system.open();
    const parts = { system, records, telemetry, world };
    register.route(
      ...alarmRoutes(parts),
      ...operatorRoutes({ ...parts, shelveHoursMax: config.shelveHoursMax }),
      ...journalRoutes(parts),
      ...ruleRoutes(parts),
      ...figureRoutes(parts),
      ...planRoutes(parts),
    );
    register.page({
      id: 'alarms',
      path: '/alarms',
      title: { en: 'Alarms', zh: '报警' },
      order: 22,
    });
    // Not waited for: people may look while it catches up.
    register.onReady(() => void system.start());
    register.onStop(() => system.close());
    const alarms: Alarms = {
      standing: (under) =>
        [...system.desk.alarms()]
          .filter((alarm) => alarm.isStanding && isUnder(alarm, under))
          .toSorted(byUrgency)
          .slice(0, standingMax)
          .map((alarm) => alarm.shown()),
      async ensureRule(place, rule) {
        if (system.rules.get(place)) return;
        await system.rules.put(place, rule, { by: 'program', later: true });
      },
    };
    return { alarms };
  },
});
