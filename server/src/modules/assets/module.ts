// Assets: which machines there are, what they are made of and what they measure.
import { defineModule } from '../../kernel/module/module.ts';
import { optional } from '../../kernel/module/port.ts';
import { recordsPort } from '../../stores/ports.ts';
import { registryPort } from '../identifiers/api.ts';
import { assetsPort, readAssetsRight } from './api.ts';
import { assetsFailures } from './failures.ts';
import { registerKnown } from './register.ts';
import { assetRoutes } from './routes.ts';
import { StoredAssets } from './stored-assets.ts';

export const assetsModule = defineModule({
  name: 'assets',
  title: { en: 'Machines and their signals', zh: '设备与测点' },
  roles: ['platform', 'gateway'],
  uses: { records: recordsPort, registry: optional(registryPort) },
  offers: { assets: assetsPort },
  rights: [readAssetsRight],
  failures: { assets: assetsFailures.definitions },
  async start({ log, world, records, registry }, register) {
    const assets = new StoredAssets({
      records,
      random: world.random,
      register: async (known) => {
        const { publicUrl } = register.program;
        if (registry) await registerKnown(registry, known, { publicUrl, log });
      },
    });
    await assets.open();
    register.route(...assetRoutes(assets));
    return { assets };
  },
});
