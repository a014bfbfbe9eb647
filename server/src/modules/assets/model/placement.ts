// What may stand where in the tree: the levels of ISA-95 (IEC 62264-1) from the enterprise down, each in any
// level above it; cells and components also in their own kind.
import { assetKinds, type AssetKind } from '../api.ts';

const nestable: readonly AssetKind[] = ['cell', 'component'];

export function mayHold(parent: AssetKind, child: AssetKind): boolean {
  if (child === 'component') return parent === 'machine' || parent === 'component';
  if (parent === 'component') return false;
  if (parent === child) return nestable.includes(child);
  return assetKinds.indexOf(parent) < assetKinds.indexOf(child);
}

export function isPlace(kind: AssetKind): boolean {
  return kind !== 'machine' && kind !== 'component';
}
