// A data item of a device together with the signal that it became, and how its values are told.
import type { ItemKind } from '../../../../wire/shdr/message.ts';
import type { Signal } from '../../../assets/api.ts';
import type { DataItem } from './devices.ts';

export type FoundItem = {
  readonly item: DataItem;
  readonly kind: ItemKind;
  /** Position of its signal in the description. */
  readonly signal: number;
  readonly form: Signal['value'];
};

/** How many fields the item takes follows from what it is (adapter agent protocol 2.0). */
export function kindOf(item: DataItem): ItemKind {
  if (item.category === 'CONDITION') return 'condition';
  if (item.representation === 'DATA_SET' || item.representation === 'TABLE') return 'dataset';
  if (item.category === 'SAMPLE') {
    if (item.representation === 'TIME_SERIES') return 'timeseries';
    return item.units?.endsWith('_3D') ? 'three-space' : 'sample';
  }
  if (item.type === 'MESSAGE') return 'message';
  if (item.type === 'ALARM') return 'alarm';
  return item.type === 'ASSET_CHANGED' || item.type === 'ASSET_REMOVED' ? 'asset-event' : 'event';
}
