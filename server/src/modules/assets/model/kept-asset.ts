// An asset as it is kept: what its source says of it and what people set are two layers, so that neither
// overwrites the other; what is shown is the one over the other.
import type { Asset } from '../api.ts';
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

/** `base` is the asset where no source describes it: identifier, kind, machine and what it must have. */
export function keptOf(base: Asset, layers: Layers): KeptAsset {
  const { said, placed, own, knownAs } = layers;
  const thing: Asset = {
    ...(said ?? base),
    ...(placed === undefined ? {} : { parent: placed }),
    ...own,
  };
  return {
    identifier: keyOf(thing.identifier),
    machine: keyOf(thing.machine),
    kind: thing.kind,
    thing,
    ...(said === undefined ? {} : { said }),
    ...(placed === undefined ? {} : { placed }),
    ...(own === undefined || Object.keys(own).length === 0 ? {} : { own }),
    ...(knownAs === undefined ? {} : { knownAs }),
  };
}
