// Tracing: each finished product gets its identifier and its record while it is produced.
import { eventsPort } from '../../kernel/events/events.ts';
import { defineModule } from '../../kernel/module/module.ts';
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
  uses: { registry: registryPort, events: eventsPort },
  offers: {},
  failures: { trace: traceFailures.definitions },
  commands: [importProducts],
  async start({ log, metrics, registry, events }, register) {
    const registration = new ProductRegistration({
      registry,
      program: register.program,
      log,
      products: metrics.counter('jingwei_trace_products', 'Products registered, by outcome'),
    });
    register.route(...traceRoutes(registration));
    register.suggest({
      order: 10,
      what: { en: 'register 1,451 real moulding cycles', zh: '注册 1,451 个真实注塑循环' },
      words: 'import products ../shared/data/moulding/data.csv',
    });
    register.onReady(() => {
      const listening = events.listen(partFinished, 'trace', (told) =>
        registration.registerFinished(told.map(({ body }) => body)),
      );
      register.onStop(() => listening.stop());
    });
    return {};
  },
});
