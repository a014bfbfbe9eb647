// Sources as records, so that they survive a restart.
import type { CollectionDefinition } from '../../stores/records/records.ts';
import type { SourceSettings } from './api.ts';

export const sourcesCollection: CollectionDefinition = {
  name: 'connectivity.sources',
  keys: { protocol: { path: 'protocol' } },
};

/** What sources must know after a restart. */
export const memoriesCollection: CollectionDefinition = {
  name: 'connectivity.memories',
  keys: {},
};

/** Tenant: the enterprise; id: the source's name. */
export type SourceDocument = SourceSettings;

/** As sources were kept before connections had shapes of their own. */
type FirstForm = { name: string; protocol: string; host: string; port: number; devices?: string };

/** Reads a kept document of any age. */
export function sourceOf(document: SourceDocument | FirstForm): SourceSettings {
  if ('connection' in document) return document;
  const { name, protocol, ...connection } = document;
  return { name, protocol, connection };
}
