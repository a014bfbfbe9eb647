// Kinds of assets, fields, relations and changes in words.
import type { AssetChange, AssetKind, Relation } from '@jingwei/sdk';
import type { Bilingual } from '@jingwei/console/kit';

export const kindWords: Readonly<Record<AssetKind, Bilingual>> = {
  enterprise: { en: 'Enterprise', zh: '企业' },
  site: { en: 'Site', zh: '工厂' },
  area: { en: 'Area', zh: '区域' },
  line: { en: 'Line', zh: '产线' },
  cell: { en: 'Cell', zh: '单元' },
  machine: { en: 'Machine', zh: '设备' },
  component: { en: 'Component', zh: '部件' },
};

export const kinds = Object.keys(kindWords) as AssetKind[];

/** What may be made below a kind; the server decides in the end. */
export function kindsBelow(kind: AssetKind): readonly AssetKind[] {
  if (kind === 'machine' || kind === 'component') return ['component'];
  const at = kinds.indexOf(kind);
  return kinds.slice(kind === 'cell' ? at : at + 1, -1);
}

export const fieldWords: Readonly<Record<string, Bilingual>> = {
  name: { en: 'Name', zh: '名称' },
  type: { en: 'What it is', zh: '类别' },
  manufacturer: { en: 'Manufacturer', zh: '制造商' },
  model: { en: 'Model', zh: '型号' },
  serialNumber: { en: 'Serial number', zh: '序列号' },
  description: { en: 'Description', zh: '说明' },
  parent: { en: 'Place', zh: '位置' },
  kind: { en: 'Level', zh: '层级' },
  assetType: { en: 'Asset type', zh: '资产类型' },
  attributes: { en: 'Attributes', zh: '属性' },
  location: { en: 'Location by its source', zh: '数据源给出的位置' },
  document: { en: 'Document', zh: '文档' },
};

type Direction = { readonly outward: Bilingual; readonly inward: Bilingual };

export const relationWords: Readonly<Record<Relation['kind'], Direction>> = {
  partOf: { outward: { en: 'part of', zh: '属于' }, inward: { en: 'has part', zh: '包含' } },
  feeds: { outward: { en: 'feeds', zh: '供给' }, inward: { en: 'fed by', zh: '由其供给' } },
  replaces: {
    outward: { en: 'replaces', zh: '替代' },
    inward: { en: 'replaced by', zh: '被其替代' },
  },
  locatedIn: {
    outward: { en: 'located in', zh: '位于' },
    inward: { en: 'location of', zh: '其中有' },
  },
  controls: {
    outward: { en: 'controls', zh: '控制' },
    inward: { en: 'controlled by', zh: '受其控制' },
  },
  monitors: {
    outward: { en: 'monitors', zh: '监测' },
    inward: { en: 'monitored by', zh: '受其监测' },
  },
  dependsOn: {
    outward: { en: 'depends on', zh: '依赖' },
    inward: { en: 'needed by', zh: '被其依赖' },
  },
  connectedTo: {
    outward: { en: 'connected to', zh: '连接到' },
    inward: { en: 'connected from', zh: '由其连接' },
  },
};

export const changeWords: Readonly<Record<AssetChange['what'], Bilingual>> = {
  created: { en: 'made', zh: '新建' },
  changed: { en: 'changed', zh: '修改' },
  moved: { en: 'moved', zh: '移动' },
  deleted: { en: 'removed', zh: '删除' },
  related: { en: 'related', zh: '建立关系' },
  unrelated: { en: 'relation removed', zh: '删除关系' },
  'document-added': { en: 'document added', zh: '添加文档' },
  'document-removed': { en: 'document removed', zh: '删除文档' },
  imported: { en: 'imported', zh: '导入' },
  undone: { en: 'undone', zh: '撤销' },
};
