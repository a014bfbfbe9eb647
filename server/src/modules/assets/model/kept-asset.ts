// An asset as it is kept: what its source says of it and what people set are two layers, so that neither
// overwrites the other; what is shown is the one over the other.
import type { Asset, AssetKind } from '../api.ts';
import { keyOf } from './key.ts';

/** What people may set; it wins over what the source says. */
export type Own = Partial<
  Pick<
    Asset,
    | 'parent'
    | 'name'
    | 'type'
    | 'manufacturer'
    | 'model'
    | 'serialNumber'
    | 'description'
    | 'assetType'
    | 'attributes'
  >
>;

export type KeptAsset = {
  /** In lower case; also the row's id. */
  readonly identifier: string;
  /** Key of the machine that it belongs to, its own for others: all of a machine is found by it. */
  readonly machine: string;
  readonly kind: string;
  /** What is shown. */
  readonly thing: Asset;
  /** As its source says it; absent for what people made. */
  readonly said?: Asset;
  /** Where its source's location puts it. */
  readonly placed?: string;
  readonly own?: Own;
  /** Names that sources have for this place, which may since have been renamed. */
  readonly knownAs?: readonly string[];
};

type Layers = {
  readonly said?: Asset | undefined;
  readonly placed?: string | undefined;
  readonly own?: Own | undefined;
  readonly knownAs?: readonly string[] | undefined;
};

const typeNames: Readonly<Record<AssetKind, string>> = {
  enterprise: 'Enterprise',
  site: 'Site',
  area: 'Area',
  line: 'Line',
  cell: 'Cell',
  machine: 'Device',
  component: 'Component',
};

/** Who it is never changes; the layers say all else. */
export function keptOf(
  who: Pick<Asset, 'identifier' | 'kind' | 'machine'>,
  { said, placed, own, knownAs }: Layers,
): KeptAsset {
  const { identifier, kind, machine } = who;
  const set = own && withoutHoles(own);
  const thing: Asset = {
    ...{ identifier, kind, machine, name: identifier, type: typeNames[kind] },
    ...said,
    ...(placed === undefined ? {} : { parent: placed }),
    ...set,
  };
  return {
    identifier: keyOf(identifier),
    machine: keyOf(machine),
    kind,
    thing,
    ...(said === undefined ? {} : { said }),
    ...(placed === undefined ? {} : { placed }),
    ...(set === undefined || Object.keys(set).length === 0 ? {} : { own: set }),
    ...(knownAs === undefined ? {} : { knownAs }),
  };
}

/** The same asset with another layer of what people set. */
export function withOwn(kept: KeptAsset, own: Own | undefined): KeptAsset {
  const { said, placed, knownAs, thing } = kept;
  return keptOf(thing, { said, placed, knownAs, own });
}

function withoutHoles(own: Own): Own {
  return Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
}
