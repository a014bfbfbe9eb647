// Assets: which places and machines there are, what they are made of and what they measure.
import { defineModule } from '../../kernel/module/module.ts';
import { optional } from '../../kernel/module/port.ts';
import { blobsPort, recordsPort, seriesPort } from '../../stores/ports.ts';
import { registryPort } from '../identifiers/api.ts';
import { assetsPort, readAssetsRight, writeAssetsRight } from './api.ts';
import { Changes, changesCollection } from './changes.ts';
import { Documents, documentsCollection } from './documents/documents.ts';
import { assetCommands } from './commands.ts';
import { AssetEditor } from './edit.ts';
import { assetsFailures } from './failures.ts';
import { Imports, importsCollection } from './import/apply.ts';
import { registerKnown } from './register.ts';
import { Relations, relationsCollection } from './relations.ts';
import { assetRoutes } from './routes/asset-routes.ts';
import { detailRoutes } from './routes/detail-routes.ts';
import { importRoutes } from './routes/import-routes.ts';
import { machineRoutes } from './routes/machine-routes.ts';
import { typeRoutes } from './routes/type-routes.ts';
import { StoredAssets } from './stored-assets.ts';
import { AssetTypes } from './types/asset-types.ts';

const collections = [
  ...[relationsCollection, documentsCollection, changesCollection, importsCollection],
];

export const assetsModule = defineModule({
  name: 'assets',
  title: { en: 'Places, machines and their signals', zh: '位置、设备与测点' },
  roles: ['platform', 'gateway'],
  uses: {
    records: recordsPort,
    blobs: blobsPort,
    series: optional(seriesPort),
    registry: optional(registryPort),
  },
  offers: { assets: assetsPort },
  rights: [readAssetsRight, writeAssetsRight],
  failures: { assets: assetsFailures.definitions },
  commands: assetCommands,
  async start({ log, world, records, blobs, series, registry }, register) {
    const { clock, random } = world;
    const types = new AssetTypes({ records, clock, random });
    const assets = new StoredAssets({
      ...{ records, random, typeKeys: (name) => types.keysNamed(name) },
      register: async (known) => {
        const { publicUrl } = register.program;
        if (registry) await registerKnown(registry, known, { publicUrl, log });
      },
    });
    for (const one of collections) await records.define(one);
    await types.open();
    await assets.open();
    const changes = new Changes(clock);
    const relations = new Relations(records, assets, changes);
    const documents = new Documents({ records, blobs, assets, changes, clock, random });
    const editor = new AssetEditor({ records, series, assets, changes, types, random });
    const { threads } = world;
    const imports = new Imports({
      ...{ records, blobs, assets, types, changes, clock, random, threads },
    });
    register.route(
      ...machineRoutes(assets),
      ...assetRoutes({ assets, editor, types, records }),
      ...detailRoutes({ assets, relations, documents, changes, records }),
      ...typeRoutes({ assets, types, changes }),
      ...importRoutes({ assets, imports, records, clock, threads }),
    );
    register.page({
      id: 'assets',
      path: '/asset-tree', // the bundle's own files are at /assets
      title: { en: 'Assets', zh: '资产' },
      order: 24,
    });
    return { assets };
  },
});
