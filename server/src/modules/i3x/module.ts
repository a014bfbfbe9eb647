// i3X 1.0, the common interface of manufacturing information (CESMII), as a projection of assets, readings and history:
// any client of it reads the plant without knowing us.
import { defineModule } from '../../kernel/module/module.ts';
import { assetsPort } from '../assets/api.ts';
import { queryPort } from '../query/api.ts';
import { telemetryPort } from '../telemetry/api.ts';
import { AddressSpace } from './address-space.ts';
import { exploreRoutes } from './explore-routes.ts';
import { i3xFailures } from './failures.ts';
import { subscriptionRoutes } from './subscription-routes.ts';
import { Subscriptions } from './subscriptions.ts';
import { valueRoutes } from './value-routes.ts';

const minuteMs = 60_000;

export const i3xModule = defineModule({
  name: 'i3x',
  title: { en: 'i3X interface', zh: 'i3X 接口' },
  roles: ['platform'],
  uses: { assets: assetsPort, telemetry: telemetryPort, queries: queryPort },
  offers: {},
  failures: { i3x: i3xFailures.definitions },
  async start({ world, metrics, assets, telemetry, queries }, register) {
    const { clock, random } = world;
    const space = new AddressSpace(assets);
    const subscriptions = new Subscriptions(clock, random);
    const following = telemetry.follow((batch) => subscriptions.hear(batch));
    const parts = { telemetry, queries, clock, space, subscriptions };
    register.route(
      ...exploreRoutes(space, register.program),
      ...valueRoutes(parts),
      ...subscriptionRoutes(parts),
    );
    metrics.observed('jingwei_i3x_subscriptions', 'i3X subscriptions', () => subscriptions.size);
    register.job('remove-old', minuteMs, async () => subscriptions.removeOld());
    register.onStop(() => {
      following.cancel();
      space.close();
    });
    return {};
  },
});
