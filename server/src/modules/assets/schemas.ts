// What travels about assets over HTTP and in files: lists, details, edits, relations, documents, history.
import { nextPage } from '../../kernel/http/page.ts';
import { oneOf, Type, type Static } from '../../kernel/schema/schema.ts';
import { assetKinds, assetSchema, attributeSchema, signalSchema } from './api.ts';

const text = Type.String();
export const nameText = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: '^[^\\u0000-\\u001f]*$',
});
export const identifierText = Type.String({ minLength: 1, maxLength: 1_000 });
const longText = Type.String({ maxLength: 4_000 });

const typeAtVersion = Type.Object({
  identifier: identifierText,
  version: Type.Integer({ minimum: 1 }),
});
const attributes = Type.Record(Type.String({ minLength: 1, maxLength: 200 }), attributeSchema);

const settable = {
  name: nameText,
  parent: identifierText,
  type: nameText,
  manufacturer: nameText,
  model: nameText,
  serialNumber: nameText,
  description: longText,
  assetType: typeAtVersion,
};

export const listedAsset = Type.Object({
  ...assetSchema.properties,
  /** How many stand in it, or are its parts. */
  children: Type.Integer(),
});
export const assetPage = Type.Object({ assets: Type.Array(listedAsset), ...nextPage });

export const signalPage = Type.Object({
  signals: Type.Array(Type.Object({ ...signalSchema.properties, path: Type.Array(text) })),
  ...nextPage,
});

/** What does not fit its type. */
export const typeProblem = Type.Object({
  /** Of the attribute or signal. */
  name: text,
  problem: oneOf([
    'attribute-missing',
    'attribute-not-a-value',
    'attribute-other-unit',
    'attribute-not-a-choice',
    'signal-missing',
    'signal-other-unit',
  ]),
  says: Type.Object({ en: text, zh: text }),
});
export type TypeProblem = Readonly<Static<typeof typeProblem>>;

export const assetDetail = Type.Object({
  asset: listedAsset,
  /** From the enterprise down to itself. */
  path: Type.Array(Type.Object({ identifier: text, name: text, kind: oneOf(assetKinds) })),
  /** Described by a source; what people set wins over it. */
  fromSource: Type.Boolean(),
  /** What people have set. */
  setByPeople: Type.Array(text),
  typeName: Type.Optional(text),
  problems: Type.Array(typeProblem),
});
export type AssetDetail = Readonly<Static<typeof assetDetail>>;

export const newAsset = Type.Object(
  {
    parent: identifierText,
    kind: oneOf(assetKinds),
    name: nameText,
    /** Made where absent. */
    identifier: Type.Optional(identifierText),
    type: Type.Optional(nameText),
    manufacturer: Type.Optional(nameText),
    model: Type.Optional(nameText),
    serialNumber: Type.Optional(nameText),
    description: Type.Optional(longText),
    assetType: Type.Optional(typeAtVersion),
    attributes: Type.Optional(attributes),
  },
  { additionalProperties: false },
);
export type NewAsset = Readonly<Static<typeof newAsset>>;

/** `null` takes back what people set, so that the source's word shows again. */
export const assetPatch = Type.Object(
  {
    name: Type.Optional(Type.Union([settable.name, Type.Null()])),
    parent: Type.Optional(Type.Union([settable.parent, Type.Null()])),
    type: Type.Optional(Type.Union([settable.type, Type.Null()])),
    manufacturer: Type.Optional(Type.Union([settable.manufacturer, Type.Null()])),
    model: Type.Optional(Type.Union([settable.model, Type.Null()])),
    serialNumber: Type.Optional(Type.Union([settable.serialNumber, Type.Null()])),
    description: Type.Optional(Type.Union([settable.description, Type.Null()])),
    assetType: Type.Optional(Type.Union([settable.assetType, Type.Null()])),
    /** By name; `null` removes one. */
    attributes: Type.Optional(
      Type.Record(
        Type.String({ minLength: 1, maxLength: 200 }),
        Type.Union([attributeSchema, Type.Null()]),
      ),
    ),
  },
  { additionalProperties: false },
);
export type AssetPatch = Readonly<Static<typeof assetPatch>>;

export const changeKinds = [
  'created',
  'changed',
  'moved',
  'deleted',
  'related',
  'unrelated',
  'document-added',
  'document-removed',
  'imported',
  'undone',
] as const;

export const assetChange = Type.Object({
  id: text,
  asset: text,
  /** ISO 8601. */
  at: text,
  by: Type.Object({ id: text, name: text }),
  what: oneOf(changeKinds),
  fields: Type.Array(
    Type.Object({ name: text, before: Type.Optional(text), after: Type.Optional(text) }),
  ),
  /** It can be undone now: nothing of it has been changed since. */
  undoable: Type.Boolean(),
  /** Somebody has undone it. */
  undone: Type.Optional(Type.Boolean()),
});
export type AssetChange = Readonly<Static<typeof assetChange>>;
export const changePage = Type.Object({ changes: Type.Array(assetChange), ...nextPage });

export const removal = Type.Object({
  removed: Type.Object({
    assets: Type.Integer(),
    signals: Type.Integer(),
    signalsWithReadings: Type.Integer(),
    relations: Type.Integer(),
    documents: Type.Integer(),
  }),
});
export type Removal = Static<typeof removal>['removed'];

export const relationKinds = [
  'feeds',
  'replaces',
  'locatedIn',
  'controls',
  'monitors',
  'dependsOn',
  'connectedTo',
] as const;

export const relationSchema = Type.Object({
  kind: oneOf(['partOf', ...relationKinds]),
  from: text,
  fromName: text,
  to: text,
  toName: text,
});
export type Relation = Readonly<Static<typeof relationSchema>>;
export const relationPage = Type.Object({
  /** It is `from`. */
  outward: Type.Array(relationSchema),
  /** It is `to`; its children by `partOf` are listed by their own call. */
  inward: Type.Array(relationSchema),
});
export const newRelation = Type.Object({ kind: oneOf(relationKinds), to: identifierText });

export const documentSchema = Type.Object({
  /** `88.118.8/D-<id>`. */
  identifier: text,
  asset: text,
  name: text,
  /** Found from the bytes. */
  contentType: text,
  isPhoto: Type.Boolean(),
  bytes: Type.Integer(),
  by: text,
  /** ISO 8601. */
  at: text,
});
export type AssetDocument = Readonly<Static<typeof documentSchema>>;
export const documentList = Type.Object({ documents: Type.Array(documentSchema) });
