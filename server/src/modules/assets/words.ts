// What the kinds of assets are called, for failures and files.
import type { Bilingual } from '../../kernel/schema/bilingual.ts';
import type { AssetKind } from './api.ts';

export const kindNames: Readonly<Record<AssetKind, Bilingual>> = {
  enterprise: { en: 'enterprise', zh: '企业' },
  site: { en: 'site', zh: '工厂' },
  area: { en: 'area', zh: '区域' },
  line: { en: 'line', zh: '产线' },
  cell: { en: 'cell', zh: '单元' },
  machine: { en: 'machine', zh: '设备' },
  component: { en: 'component', zh: '部件' },
};
