// Tracing: each finished product gets its identifier and its record while it is produced.
import { defineConfig, setting } from '../../kernel/config/section.ts';
import { eventsPort } from '../../kernel/events/events.ts';
import { defineModule } from '../../kernel/module/module.ts';
import { Type } from '../../kernel/schema/schema.ts';
import { partFinished } from '../connectivity/api.ts';
import { registryPort } from '../identifiers/api.ts';
import { importProducts } from './commands.ts';
import { traceFailures } from './failures.ts';
import { ProductRegistration } from './register-products.ts';
import { traceRoutes } from './routes.ts';

export const traceModule = defineModule({
  name: 'trace',
  title: { en: 'Product tracing', zh: '产品追溯' },
  roles: ['enterprise'],
  config: defineConfig(
    'trace',
    Type.Object({
      publicUrl: setting.text('http://127.0.0.1:8640', {
        en: 'Where people reach this console; goes into the URL of each product, so set it before the first product and keep it',
        zh: '用户访问本控制台的地址；写入每个产品的 URL，请在注册首个产品前设定并保持不变',
      }),
    }),
  ),
  uses: { registry: registryPort, events: eventsPort },
  offers: {},
  failures: { trace: traceFailures.definitions },
  commands: [importProducts],
  async start({ config, log, metrics, registry, events }, register) {
    const registration = new ProductRegistration({
      registry,
      publicUrl: config.publicUrl,
      log,
      products: metrics.counter('jingwei_trace_products', 'Products registered, by outcome'),
    });
    register.route(...traceRoutes(registration));
    register.onReady(() => {
      const listening = events.listen(partFinished, 'trace', (told) =>
        registration.registerFinished(told.map(({ body }) => body)),
      );
      register.onStop(() => listening.stop());
    });
    return {};
  },
});
