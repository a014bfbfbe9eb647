// Assets: which machines there are, what they are made of and what they measure.
import { defineConfig, setting } from '../../kernel/config/section.ts';
import { defineModule } from '../../kernel/module/module.ts';
import { optional } from '../../kernel/module/port.ts';
import { Type } from '../../kernel/schema/schema.ts';
import { recordsPort } from '../../stores/ports.ts';
import { registryPort } from '../identifiers/api.ts';
import { assetsPort, readAssetsRight } from './api.ts';
import { assetsFailures } from './failures.ts';
import { registerModel } from './register.ts';
import { assetRoutes } from './routes.ts';
import { StoredAssets } from './stored-assets.ts';

export const assetsModule = defineModule({
  name: 'assets',
  title: { en: 'Machines and their signals', zh: '设备与测点' },
  roles: ['platform', 'gateway'],
  config: defineConfig(
    'assets',
    Type.Object({
      publicUrl: setting.text('http://127.0.0.1:8640', {
        en: 'Where people reach this console; goes into the URL of each machine',
        zh: '用户访问本控制台的地址；写入每台设备的 URL',
      }),
    }),
  ),
  uses: { records: recordsPort, registry: optional(registryPort) },
  offers: { assets: assetsPort },
  rights: [readAssetsRight],
  failures: { assets: assetsFailures.definitions },
  async start({ config, log, records, registry }, register) {
    const { publicUrl } = config;
    const assets = new StoredAssets(records, async (model) => {
      if (registry) await registerModel(registry, model, { publicUrl, log });
    });
    await assets.open();
    register.route(...assetRoutes(assets));
    return { assets };
  },
});
