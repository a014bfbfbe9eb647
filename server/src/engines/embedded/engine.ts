// The embedded engine: all seven shapes on this machine's own files, no server to install. Each driver is
// loaded by the opener that needs it, so that a process loads none that it does not need.
import { defineEngine } from '../../stores/ports.ts';

export const embeddedEngine = defineEngine({
  name: 'embedded',
  shapes: {
    records: async (context) => (await import('./records/open-records.ts')).openRecords(context),
    names: async (context) => (await import('./names/open-names.ts')).openNames(context),
    series: async (context) => (await import('./series/open-series.ts')).openSeries(context),
    log: async (context) => (await import('./log/open-log.ts')).openLog(context),
    blobs: async (context) => (await import('./blobs/open-blobs.ts')).openBlobs(context),
    tables: async (context) => (await import('./tables/open-tables.ts')).openTables(context),
    leases: async (context) => (await import('./leases/open-leases.ts')).openLeases(context),
  },
});
