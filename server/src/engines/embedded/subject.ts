// Opens a shape of the embedded engine in a temporary folder, for the contract suites.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../kernel/log/log.ts';
import { realWorld } from '../../kernel/world/real/world.ts';
import type { World } from '../../kernel/world/world.ts';
import type { Subject } from '../../stores/contract.ts';
import type { EngineContext, ShapeName, Shapes } from '../../stores/ports.ts';
import { embeddedEngine } from './engine.ts';

export type FolderSubject<S> = Subject<S> & { readonly folder: string };

export async function embeddedSubject<N extends ShapeName>(
  shape: N,
  world: World = realWorld,
): Promise<FolderSubject<Shapes[N]>> {
  const folder = await mkdtemp(join(tmpdir(), `jingwei-${shape}-`));
  let store = await openEmbedded(shape, folder, world);
  return {
    store,
    folder,
    async reopen() {
      await store.close();
      store = await openEmbedded(shape, folder, world);
      return store;
    },
    async dispose() {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

export function openEmbedded<N extends ShapeName>(
  shape: N,
  folder: string,
  world: World = realWorld,
): Promise<Shapes[N]> {
  const open = embeddedEngine.shapes[shape] as (context: EngineContext) => Promise<Shapes[N]>;
  return open({ folder, world, log: silentLog });
}
