// Control: values written to machines by those who may, within limits, with a second person where one is asked,
// and a record that cannot be changed unseen. At the gateway it acts; at the platform it holds orders for gateways elsewhere.
import { defineConfig, setting } from '../../kernel/config/section.ts';
import { eventsPort } from '../../kernel/events/events.ts';
import { defineModule } from '../../kernel/module/module.ts';
import { Type } from '../../kernel/schema/schema.ts';
import { recordsPort } from '../../stores/ports.ts';
import { optional } from '../../kernel/module/port.ts';
import { assetsPort } from '../assets/api.ts';
import { actuationPort } from '../connectivity/api.ts';
import {
  agreeRight,
  interlockRight,
  limitsPort,
  orderEnded,
  readOrdersRight,
  writeSignalsRight,
  type Order,
} from './api.ts';
import { gatewayCallsPort } from '../intake/api.ts';
import { platformLinesPort } from '../outbox/api.ts';
import { eitherOrders } from './either-orders.ts';
import { FarOrders } from './far/far-orders.ts';
import { OrderLine } from './far/order-line.ts';
import { farRoute } from './far/routes.ts';
import { orderCommands } from './commands.ts';
import { controlFailures } from './failures.ts';
import { interlockRoutes } from './interlock-routes.ts';
import { Interlocks } from './interlocks.ts';
import { Orders } from './orders.ts';
import { orderRoutes } from './routes.ts';
import { forgetOld } from './retention.ts';
import { openControlStore } from './store.ts';

const sweepMs = 1_000;
const forgetMs = 6 * 3_600_000;

export const controlModule = defineModule({
  name: 'control',
  title: { en: 'Orders to machines', zh: '设备控制' },
  roles: ['gateway', 'platform'],
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
        {
          en: 'Most orders of an enterprise that wait at once',
          zh: '每个企业同时等待的指令数上限',
        },
      ),
      keepDays: setting.whole(
        1_095,
        { minimum: 30, maximum: 36_500 },
        {
          en: 'Orders that have ended and their record are kept for so many days',
          zh: '已结束的指令及其记录的保留天数',
        },
      ),
    }),
  ),
  uses: {
    records: recordsPort,
    events: eventsPort,
    assets: optional(assetsPort),
    actuation: optional(actuationPort),
    lines: optional(platformLinesPort),
    calls: optional(gatewayCallsPort),
  },
  offers: { limits: limitsPort },
  rights: [readOrdersRight, writeSignalsRight, agreeRight, interlockRight],
  events: [orderEnded],
  failures: { control: controlFailures.definitions },
  commands: orderCommands,
  async start(given, register) {
    const { config, world, log, records, events, assets, actuation, lines, calls } = given;
    await openControlStore(records);
    const interlocks = new Interlocks(records, actuation);
    const ended = (order: Order) =>
      events.tell(orderEnded, [{ id: `${order.id} ${order.state}`, body: order }]);
    let line: OrderLine | undefined;
    const base = { config, world, log, records, ended };
    const reported = () => line?.wake();
    const here = actuation && new Orders({ ...base, actuation, interlocks, reported });
    const far = calls && new FarOrders({ ...base, calls, assets });
    const orders = eitherOrders({ here, far, actuation });
    register.route(...orderRoutes({ orders, records }), ...interlockRoutes(interlocks));
    if (far && calls) register.route(farRoute(far, calls));
    register.page({
      id: 'orders',
      path: '/orders',
      title: { en: 'Orders', zh: '设备指令' },
      order: 28,
    });
    register.job('expire-orders', sweepMs, async () => {
      await here?.sweep();
      await far?.sweep();
    });
    register.job('forget-orders', forgetMs, () => forgetOld({ records, world, log, config }));
    register.onReady(async () => {
      await here?.open();
      await far?.open();
      const platform = lines?.line();
      if (!platform || !here || !lines) return;
      const { gateway } = lines;
      line = new OrderLine({ gateway, line: platform, orders: here, records, world, log });
      line.start();
    });
    register.onStop(async () => {
      await line?.close();
      await here?.close();
      await far?.close();
    });
    return { limits: interlocks };
  },
});
