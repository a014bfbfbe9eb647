// Sets up machines and catalogues where nobody has, for modules that know their machines.
import type { RecordsStore } from '../../stores/records/records.ts';
import type { OeeSetup } from './api.ts';
import type { Changes } from './change.ts';
import { readCatalogue, readMachine } from './store.ts';

type Parts = { readonly records: RecordsStore; readonly changes: Changes };

export function setupOf({ records, changes }: Parts): OeeSetup {
  return {
    async ensureMachine(machine, settings) {
      if (await readMachine(records, machine)) return;
      const change = { machine, settings, correction: false, by: 'jingwei' };
      await changes.putMachine({ ...change, onlyFirst: true });
    },
    async ensureCatalogues(enterprise, { reasons, articles }) {
      const known = await readCatalogue(records, enterprise, 'reasons');
      if (!known.reasons) await changes.putReasons(enterprise, reasons);
      const { articles: before } = await readCatalogue(records, enterprise, 'articles');
      if (!before) await changes.putArticles(enterprise, articles);
    },
  };
}
