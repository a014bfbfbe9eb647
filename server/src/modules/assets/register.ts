// Places, machines, components and signals as identifier records, so that anybody who meets the identifier can
// ask what it names.
import type { Log } from '../../kernel/log/log.ts';
import type { NewValue, Registration, Registry } from '../identifiers/api.ts';
import { isSamePrefix } from '../../kernel/access/rights.ts';
import { enterpriseOf, type Asset, type Signal } from './api.ts';
import type { Known } from './stored-assets.ts';

const registrationsAtOnce = 500;

/** Registers what belongs to the registry's enterprise; other enterprises have nodes of their own. */
export async function registerKnown(
  registry: Registry,
  known: Known,
  options: { readonly publicUrl: string; readonly log: Log },
): Promise<void> {
  const { prefix } = registry;
  const isOurs = ({ identifier }: { readonly identifier: string }) =>
    isSamePrefix(enterpriseOf(identifier), prefix);
  const assets = known.assets.filter(isOurs);
  const signals = known.signals.filter(isOurs);
  const others = known.assets.find((asset) => !isOurs(asset));
  if (others) options.log.info('not-registered', { asset: others.identifier, prefix });
  const items = registrationsOf({ ...known, assets, signals }, options.publicUrl);
  for (let at = 0; at < items.length; at += registrationsAtOnce) {
    await registry.register(items.slice(at, at + registrationsAtOnce), { overwrite: true });
  }
}

/** What is removed keeps its identifier for ever and says so. An enterprise is a prefix, which is delegated and not registered. */
export function registrationsOf(known: Known, publicUrl: string): Registration[] {
  const { assets, signals, removed = false } = known;
  return [
    ...assets
      .filter(({ kind }) => kind !== 'enterprise')
      .map((asset) => assetRecord(asset, publicUrl, removed)),
    ...signals.map((signal) => signalRecord(signal, publicUrl, removed)),
  ];
}

function assetRecord(asset: Asset, base: string, removed: boolean): Registration {
  return {
    handle: asset.identifier,
    values: valuesOf([
      [1, 'URL', `${base}/${isPlace(asset) ? 'asset-tree' : 'machines'}/${asset.machine}`],
      [2, 'KIND', asset.kind],
      [3, 'NAME', asset.name],
      [4, 'TYPE', asset.type],
      [5, 'MACHINE', asset.kind === 'component' ? asset.machine : undefined],
      [6, 'PART_OF', asset.parent],
      [7, 'MANUFACTURER', asset.manufacturer],
      [8, 'MODEL', asset.model],
      [9, 'SERIAL_NUMBER', asset.serialNumber],
      [10, 'DESCRIPTION', asset.description],
      [11, 'STATE', removed ? 'removed' : undefined],
    ]),
  };
}

function isPlace({ kind }: Asset): boolean {
  return kind !== 'machine' && kind !== 'component';
}

function signalRecord(signal: Signal, base: string, removed: boolean): Registration {
  return {
    handle: signal.identifier,
    values: valuesOf([
      [1, 'URL', `${base}/machines/${signal.machine}`],
      [2, 'KIND', 'signal'],
      [3, 'NAME', signal.name],
      [4, 'TYPE', signal.subType === undefined ? signal.type : `${signal.type}/${signal.subType}`],
      [5, 'MACHINE', signal.machine],
      [6, 'PART_OF', signal.asset],
      [7, 'UNIT', signal.unitCode ?? signal.unit],
      [8, 'STATE', removed ? 'removed' : undefined],
    ]),
  };
}

function valuesOf(facts: readonly [number, string, string | undefined][]): NewValue[] {
  return facts.flatMap(([index, type, text]) =>
    text === undefined || text === '' ? [] : [{ index, type, text }],
  );
}
