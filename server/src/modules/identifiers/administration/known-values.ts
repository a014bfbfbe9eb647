// Where keys and groups of administrators are found: in the node's own store where it is responsible,
// restricted values included, else through the recursive resolver of this process, where there is one.
import type { Clock } from '../../../kernel/world/clock.ts';
import {
  asHandle,
  decodeValueBlock,
  responseCode,
  type HandleValue,
} from '../../../wire/handle/handle.ts';
import type { HandleValueJson, Resolver } from '../api.ts';
import type { Authority } from '../authority/authority.ts';
import { dataFromJson } from '../model/data-json.ts';
import { askedFor } from '../model/question.ts';

/** As much of a value as decides about rights. */
export type KnownValue = Pick<HandleValue, 'index' | 'type' | 'data'>;

export type KnownValuesOptions = {
  readonly authority: Authority;
  readonly resolver?: Pick<Resolver, 'resolve'> | undefined;
  readonly clock: Clock;
  /** How long the resolver may take. */
  readonly lookupMs?: number;
  /** Questions to the resolver at the same time; a stranger can make us ask. */
  readonly lookupsMax?: number;
};

export class KnownValues {
  readonly #options: KnownValuesOptions;
  #lookups = 0;

  constructor(options: KnownValuesOptions) {
    this.#options = options;
  }

  /** The values of a handle; undefined where it cannot be found out. */
  async of(handle: string): Promise<readonly KnownValue[] | undefined> {
    return (await this.heldHere(handle)) ?? this.#elsewhere(asHandle(handle));
  }

  /** The values of a handle for which this node is responsible, restricted ones included. */
  async heldHere(handle: string): Promise<readonly HandleValue[] | undefined> {
    const asked = askedFor(handle === '' ? handle : asHandle(handle));
    if (!asked.ok) return [];
    const finding = await this.#options.authority.find(asked.question, { doNotRefer: false });
    if (finding.code === responseCode.handleNotFound) return [];
    if (finding.code !== responseCode.ok || finding.block === undefined) return undefined;
    const decoded = decodeValueBlock(finding.block);
    return decoded.ok ? decoded.value : [];
  }

  async #elsewhere(handle: string): Promise<readonly KnownValue[] | undefined> {
    const { resolver, clock, lookupMs = 5_000, lookupsMax = 64 } = this.#options;
    if (resolver === undefined) return [];
    if (this.#lookups >= lookupsMax) return undefined;
    this.#lookups += 1;
    const found = resolver.resolve(handle, { fresh: true }).then(
      ({ values }) => values.map(knownValue),
      () => undefined, // nobody knows the prefix, or a node on the way is silent
    );
    void found.then(() => (this.#lookups -= 1));
    return new Promise((resolve) => {
      const timer = clock.after(lookupMs, () => resolve(undefined));
      void found.then((values) => {
        timer.cancel();
        resolve(values);
      });
    });
  }
}

/** The bytes of a value that the resolver shows as JSON. */
function knownValue({ index, type, data }: HandleValueJson): KnownValue {
  return { index, type, data: dataFromJson('data', data) };
}
