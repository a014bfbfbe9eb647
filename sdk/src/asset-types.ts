// What travels about places, machines and their types: the tree, edits, relations, documents, history, imports.
import type { Asset, AssetKind, Attribute, Bilingual, Signal } from './types.ts';

/** `children`: how many stand in it, or are its parts. */
export type ListedAsset = Asset & { readonly children: number };
export type AssetPage = { readonly assets: readonly ListedAsset[]; readonly next?: string };

/** With names from the enterprise down. */
export type FoundSignal = Signal & { readonly path: readonly string[] };
export type SignalPage = { readonly signals: readonly FoundSignal[]; readonly next?: string };

export type TypeProblem = {
  readonly name: string;
  readonly problem:
    | 'attribute-missing'
    | 'attribute-not-a-value'
    | 'attribute-other-unit'
    | 'attribute-not-a-choice'
    | 'signal-missing'
    | 'signal-other-unit';
  readonly says: Bilingual;
};

export type AssetDetail = {
  readonly asset: ListedAsset;
  /** From the enterprise down to itself. */
  readonly path: readonly {
    readonly identifier: string;
    readonly name: string;
    readonly kind: AssetKind;
  }[];
  readonly fromSource: boolean;
  /** Names of what people have set; it wins over what the source says. */
  readonly setByPeople: readonly string[];
  readonly typeName?: string;
  readonly problems: readonly TypeProblem[];
};

type TypeAtVersion = { readonly identifier: string; readonly version: number };

export type NewAsset = {
  readonly parent: string;
  readonly kind: AssetKind;
  readonly name: string;
  readonly identifier?: string;
  readonly type?: string;
  readonly manufacturer?: string;
  readonly model?: string;
  readonly serialNumber?: string;
  readonly description?: string;
  readonly assetType?: TypeAtVersion;
  readonly attributes?: Readonly<Record<string, Attribute>>;
};

/** `null` takes back what people set. */
export type AssetPatch = {
  readonly name?: string | null;
  readonly parent?: string | null;
  readonly type?: string | null;
  readonly manufacturer?: string | null;
  readonly model?: string | null;
  readonly serialNumber?: string | null;
  readonly description?: string | null;
  readonly assetType?: TypeAtVersion | null;
  readonly attributes?: Readonly<Record<string, Attribute | null>>;
};

export type AssetChange = {
  readonly id: string;
  readonly asset: string;
  /** ISO 8601. */
  readonly at: string;
  readonly by: { readonly id: string; readonly name: string };
  readonly what:
    | 'created'
    | 'changed'
    | 'moved'
    | 'deleted'
    | 'related'
    | 'unrelated'
    | 'document-added'
    | 'document-removed'
    | 'imported'
    | 'undone';
  readonly fields: readonly {
    readonly name: string;
    readonly before?: string;
    readonly after?: string;
  }[];
  readonly undoable: boolean;
  readonly undone?: boolean;
};
export type ChangePage = { readonly changes: readonly AssetChange[]; readonly next?: string };

export type Removed = {
  readonly removed: {
    readonly assets: number;
    readonly signals: number;
    readonly signalsWithReadings: number;
    readonly relations: number;
    readonly documents: number;
  };
};

export type RelationKind =
  | 'feeds'
  | 'replaces'
  | 'locatedIn'
  | 'controls'
  | 'monitors'
  | 'dependsOn'
  | 'connectedTo';

export type Relation = {
  readonly kind: 'partOf' | RelationKind;
  readonly from: string;
  readonly fromName: string;
  readonly to: string;
  readonly toName: string;
};
export type RelationPage = {
  readonly outward: readonly Relation[];
  readonly inward: readonly Relation[];
};

export type AssetDocument = {
  readonly identifier: string;
  readonly asset: string;
  readonly name: string;
  readonly contentType: string;
  readonly isPhoto: boolean;
  readonly bytes: number;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
};

export type TypeContent = {
  readonly attributes: readonly {
    readonly name: string;
    readonly value: 'number' | 'text' | 'boolean' | 'choice';
    readonly unit?: string;
    readonly choices?: readonly string[];
    readonly required?: boolean;
  }[];
  readonly signals: readonly { readonly id: string; readonly unit?: string }[];
};

export type AssetType = {
  readonly identifier: string;
  readonly name: string;
  readonly description?: string;
  readonly versions: readonly (TypeContent & {
    readonly version: number;
    /** ISO 8601. */
    readonly at: string;
    readonly by: string;
  })[];
};
export type AssetTypePage = { readonly types: readonly AssetType[]; readonly next?: string };

/** What a version of a type does, or did, to the assets of the type. */
export type VersionEffect = {
  readonly type: AssetType;
  readonly assets: number;
  readonly breaking: number;
  readonly broken: readonly {
    readonly identifier: string;
    readonly name: string;
    readonly problems: readonly TypeProblem[];
  }[];
  readonly taken: number;
};

export type ImportCounts = {
  readonly create: number;
  readonly change: number;
  readonly unchanged: number;
  readonly problems: number;
};

export type AssetImport = {
  readonly dryRun: boolean;
  readonly id?: string;
  readonly counts: ImportCounts;
  readonly rows: readonly {
    readonly sheet: string;
    readonly row: number;
    readonly outcome: 'create' | 'change';
    readonly identifier: string;
    readonly name: string;
    readonly fields: AssetChange['fields'];
  }[];
  readonly problems: readonly {
    readonly sheet: string;
    readonly row: number;
    readonly column: string;
    readonly says: Bilingual;
  }[];
};

export type ImportedPage = {
  readonly imports: readonly {
    readonly id: string;
    /** ISO 8601. */
    readonly at: string;
    readonly by: string;
    readonly name: string;
    readonly counts: ImportCounts;
    readonly undone: boolean;
  }[];
  readonly next?: string;
};
