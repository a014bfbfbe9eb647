// Sources as records, so that they survive a restart.
import type { CollectionDefinition } from '../../stores/records/records.ts';
import type { SourceSettings } from './api.ts';

export const sourcesCollection: CollectionDefinition = {
  name: 'connectivity.sources',
  keys: { protocol: { path: 'protocol' } },
};

/** Tenant: the enterprise; id: the source's name. */
export type SourceDocument = SourceSettings;
