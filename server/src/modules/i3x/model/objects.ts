// The address space of i3X 1.0 (cesmii/i3X, spec/IMPLEMENTATION_GUIDE.md): places, machines, components and signals as
// objects, their kinds as object types with JSON Schemas, and four relations, each with its reverse.
import type { Asset, Signal } from '../../assets/api.ts';

export const specVersion = '1.0';

export const namespaces = [
  { uri: 'urn:jingwei:isa95', displayName: 'Places (ISA-95)' },
  { uri: 'urn:jingwei:equipment', displayName: 'Machines and components' },
  { uri: 'urn:jingwei:signals', displayName: 'Signals' },
  { uri: 'urn:i3x:relationships', displayName: 'Relationships' },
] as const;

export const relationshipTypes = (
  [
    ['HasParent', 'HasChildren'],
    ['HasChildren', 'HasParent'],
    ['HasComponent', 'ComponentOf'],
    ['ComponentOf', 'HasComponent'],
  ] as const
).map(([elementId, reverseOf]) => ({
  elementId,
  displayName: elementId,
  namespaceUri: 'urn:i3x:relationships',
  relationshipId: elementId,
  reverseOf,
}));
export type Relationship = 'HasParent' | 'HasChildren' | 'HasComponent' | 'ComponentOf';

export type ObjectType = {
  readonly elementId: string;
  readonly displayName: string;
  readonly namespaceUri: string;
  readonly sourceTypeId: string;
  readonly version: string;
  readonly schema: Readonly<Record<string, unknown>>;
};

export type I3xObject = {
  readonly elementId: string;
  readonly displayName: string;
  readonly typeElementId: string;
  readonly parentId: string | null;
  readonly description?: string;
  /** Facts of an asset; signals have readings. */
  readonly facts?: Readonly<Record<string, string>>;
  readonly signal?: Signal;
  readonly related: { readonly [R in Relationship]: readonly string[] };
};

const placeKinds: readonly string[] = ['enterprise', 'site', 'area', 'line', 'cell'];

export function isPlace({ kind }: Asset): boolean {
  return placeKinds.includes(kind);
}

const text = { type: 'string' } as const;

export function typeOfAsset(asset: Asset): ObjectType {
  const place = isPlace(asset);
  const what = place ? asset.kind : `${asset.kind}/${asset.type}`;
  const more = place
    ? {}
    : { type: text, manufacturer: text, model: text, serialNumber: text, description: text };
  return {
    elementId: `type/${what}`,
    displayName: place ? asset.kind : asset.type,
    namespaceUri: place ? 'urn:jingwei:isa95' : 'urn:jingwei:equipment',
    sourceTypeId: place ? asset.kind : asset.type,
    version: '1.0.0',
    schema: {
      type: 'object',
      properties: { name: text, kind: { type: 'string', enum: [asset.kind] }, ...more },
      required: ['name', 'kind'],
    },
  };
}

const schemaTypes = {
  number: 'number',
  text: 'string',
  boolean: 'boolean',
  'three-space': 'string',
} as const;

export function typeOfSignal({ type, subType, value, unitCode, unit }: Signal): ObjectType {
  const name = subType === undefined ? type : `${type}.${subType}`;
  const measured = unitCode ?? unit;
  return {
    elementId: `type/signal/${name}/${value}${measured === undefined ? '' : `/${measured}`}`,
    displayName: name,
    namespaceUri: 'urn:jingwei:signals',
    sourceTypeId: name,
    version: '1.0.0',
    schema: {
      type: schemaTypes[value],
      title: name,
      ...(measured === undefined ? {} : { 'x-unit': measured }),
    },
  };
}

export function factsOf(asset: Asset): Readonly<Record<string, string>> {
  const { name, kind, type, manufacturer, model, serialNumber, description } = asset;
  const facts = isPlace(asset)
    ? { name, kind }
    : { name, kind, type, manufacturer, model, serialNumber, description };
  return Object.fromEntries(
    Object.entries(facts).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

export function isComposition({ related }: I3xObject): boolean {
  return related.HasComponent.length > 0;
}

/** As the interface shows it. */
export function shownObject(object: I3xObject, type?: ObjectType) {
  const { elementId, displayName, typeElementId, parentId, description } = object;
  const relationships = Object.fromEntries(
    Object.entries(object.related).filter(([, others]) => others.length > 0),
  );
  return {
    ...{ elementId, displayName, typeElementId, parentId },
    isComposition: isComposition(object),
    isExtended: false,
    ...(type === undefined
      ? {}
      : {
          metadata: {
            ...(description === undefined ? {} : { description }),
            typeNamespaceUri: type.namespaceUri,
            sourceTypeId: type.sourceTypeId,
            relationships,
          },
        }),
  };
}
