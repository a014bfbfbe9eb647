// Control: values written to machines by those who may, within limits, with a second person where one is asked,
// and a record that cannot be changed unseen.
import { defineConfig, setting } from '../../kernel/config/section.ts';
import { eventsPort } from '../../kernel/events/events.ts';
import { defineModule } from '../../kernel/module/module.ts';
import { Type } from '../../kernel/schema/schema.ts';
import { recordsPort } from '../../stores/ports.ts';
import { actuationPort } from '../connectivity/api.ts';
import {
  agreeRight,
  interlockRight,
  limitsPort,
  orderEnded,
  readOrdersRight,
  writeSignalsRight,
} from './api.ts';
import { orderCommands } from './commands.ts';
import { controlFailures } from './failures.ts';
import { interlockRoutes } from './interlock-routes.ts';
import { Interlocks } from './interlocks.ts';
import { Orders } from './orders.ts';
import { orderRoutes } from './routes.ts';
import { openControlStore } from './store.ts';

const sweepMs = 1_000;

export const controlModule = defineModule({
  name: 'control',
  title: { en: 'Orders to machines', zh: '设备控制' },
  roles: ['gateway'],
  config: defineConfig(
    'control',
    Type.Object({
      expiresInMs: setting.whole(
        60_000,
        { minimum: 1_000, maximum: 86_400_000 },
        {
          en: 'An order that is not sent within this time never is, in milliseconds, unless the order says',
          zh: '指令在此时间（毫秒）内未发送则作废，除非指令另有规定',
        },
      ),
      waitingMax: setting.whole(
        1_000,
        { minimum: 1, maximum: 1_000 },
        { en: 'Most orders that wait for a second person', zh: '等待第二人批准的指令数上限' },
      ),
    }),
  ),
  uses: { records: recordsPort, events: eventsPort, actuation: actuationPort },
  offers: { limits: limitsPort },
  rights: [readOrdersRight, writeSignalsRight, agreeRight, interlockRight],
  events: [orderEnded],
  failures: { control: controlFailures.definitions },
  commands: orderCommands,
  async start({ config, world, log, records, events, actuation }, register) {
    await openControlStore(records);
    const interlocks = new Interlocks(records, actuation);
    const orders = new Orders({
      ...{ config, world, log, records, actuation, interlocks },
      ended: (order) => events.tell(orderEnded, [{ id: order.id, body: order }]),
    });
    register.route(...orderRoutes({ orders, records }), ...interlockRoutes(interlocks));
    register.page({
      id: 'orders',
      path: '/orders',
      title: { en: 'Orders', zh: '设备指令' },
      order: 28,
    });
    register.job('expire-orders', sweepMs, () => orders.sweep());
    register.onReady(() => orders.open());
    register.onStop(() => orders.close());
    return { limits: interlocks };
  },
});
