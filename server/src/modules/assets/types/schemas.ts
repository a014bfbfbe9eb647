// Types of assets with their versions: which attributes an asset of the type has, and which signals it must
// measure. A version never changes once it is made.
import { nextPage } from '../../../kernel/http/page.ts';
import { oneOf, Type, type Static } from '../../../kernel/schema/schema.ts';
import { identifierText, nameText, typeProblem } from '../schemas.ts';

const text = Type.String();

export const attributeRule = Type.Object(
  {
    name: nameText,
    value: oneOf(['number', 'text', 'boolean', 'choice']),
    /** UCUM code, of numbers. */
    unit: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
    choices: Type.Optional(Type.Array(nameText, { minItems: 1, maxItems: 200 })),
    required: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);
export const signalRule = Type.Object(
  {
    /** The signal's id within the machine, e.g. `melt_temp`, or its type, e.g. `TEMPERATURE`. */
    id: nameText,
    /** UCUM code that it must have. */
    unit: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
  },
  { additionalProperties: false },
);
export const typeContent = Type.Object(
  {
    attributes: Type.Array(attributeRule, { maxItems: 500 }),
    signals: Type.Array(signalRule, { maxItems: 1_000 }),
  },
  { additionalProperties: false },
);
export type TypeContent = Readonly<Static<typeof typeContent>>;

export const assetTypeSchema = Type.Object({
  /** `88.118.8/T-<id>`. */
  identifier: text,
  name: text,
  description: Type.Optional(text),
  versions: Type.Array(
    Type.Object({
      version: Type.Integer(),
      /** ISO 8601. */
      at: text,
      by: text,
      ...typeContent.properties,
    }),
  ),
});
export type AssetType = Readonly<Static<typeof assetTypeSchema>>;
export type TypeVersion = AssetType['versions'][number];
export const assetTypePage = Type.Object({ types: Type.Array(assetTypeSchema), ...nextPage });

export const newType = Type.Object(
  {
    enterprise: identifierText,
    name: nameText,
    description: Type.Optional(Type.String({ maxLength: 4_000 })),
    ...typeContent.properties,
  },
  { additionalProperties: false },
);
export const newVersion = Type.Object(
  { ...typeContent.properties, dryRun: Type.Optional(Type.Boolean()) },
  { additionalProperties: false },
);
export const takeVersion = Type.Object(
  {
    version: Type.Integer({ minimum: 1 }),
    /** Only these; all of the type unless told. */
    assets: Type.Optional(Type.Array(identifierText, { maxItems: 1_000 })),
    dryRun: Type.Optional(Type.Boolean()),
    /** Also those that would not fit. */
    anyway: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

export const versionEffect = Type.Object({
  type: assetTypeSchema,
  /** Assets of the type that were looked at. */
  assets: Type.Integer(),
  /** Of them, those that do not fit the version. */
  breaking: Type.Integer(),
  /** The first hundred of those. */
  broken: Type.Array(
    Type.Object({ identifier: text, name: text, problems: Type.Array(typeProblem) }),
  ),
  /** Assets that are now of the version. */
  taken: Type.Integer(),
});
export type VersionEffect = Static<typeof versionEffect>;
