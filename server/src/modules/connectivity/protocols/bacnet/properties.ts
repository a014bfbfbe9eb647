// Properties of a device, many in one request where it can: groups are halved while its answers are too large, and it is
// asked one by one where it cannot at all.
import { confirmedService } from '../../../../wire/bacnet/apdu.ts';
import {
  decodeMultiple,
  decodeProperty,
  encodeReadMultiple,
  encodeReadProperty,
  instanceMax,
  objectInstance,
  type PropertyAt,
} from '../../../../wire/bacnet/services.ts';
import type { BacnetValue } from '../../../../wire/bacnet/tags.ts';
import type { BacnetClient } from './client.ts';
import type { Refused } from './refusal-text.ts';

export type PropertyRead =
  | { readonly ok: true; readonly values: readonly BacnetValue[] }
  | { readonly ok: false; readonly refused: Refused };

const togetherFirst = 40;
const unrecognizedService = 9;

export class Properties {
  readonly #client: BacnetClient;
  /** Properties that the device answers in one message, as far as known. */
  #together = togetherFirst;

  constructor(client: BacnetClient) {
    this.#client = client;
  }

  /** One outcome for each, in order. Silence of the device is an outcome, too. */
  async read(ats: readonly PropertyAt[]): Promise<PropertyRead[]> {
    const found: PropertyRead[] = [];
    while (found.length < ats.length) {
      const group = ats.slice(found.length, found.length + this.#together);
      found.push(...(await this.#group(group)));
      const last = found.at(-1);
      if (last && !last.ok && last.refused.kind === 'silence') {
        // It will not answer the rest either; nobody waits for each.
        while (found.length < ats.length) found.push(last);
      }
    }
    return found;
  }

  async one(at: PropertyAt): Promise<PropertyRead> {
    const outcome = await this.#client.confirmed(
      confirmedService.readProperty,
      encodeReadProperty(at),
    );
    if (!outcome.ok) return outcome;
    const property = decodeProperty(outcome.data);
    // Whoever is asked as “the device itself” answers with its own number.
    const right = property && (sameAt(property, at) || objectInstance(at.object) === instanceMax);
    return right === true ? { ok: true, values: property?.values ?? [] } : nonsense;
  }

  async #group(group: readonly PropertyAt[]): Promise<PropertyRead[]> {
    const [first] = group;
    if (this.#together === 1 && first) return [await this.one(first)];
    const outcome = await this.#client.confirmed(
      confirmedService.readPropertyMultiple,
      encodeReadMultiple(group),
    );
    if (outcome.ok) {
      const results = decodeMultiple(outcome.data);
      if (results && answers(results, group))
        return results.map((result) =>
          result.ok ? result : { ok: false, refused: { kind: 'error', ...result } },
        );
    } else if (outcome.refused.kind === 'silence') return group.map(() => outcome);
    else if (outcome.refused.kind === 'reject' && outcome.refused.reason === unrecognizedService)
      this.#together = 1;
    const half = Math.ceil(group.length / 2);
    this.#together = Math.min(this.#together, Math.max(1, Math.floor(group.length / 2)));
    if (group.length === 1 && first) return [await this.one(first)];
    return [...(await this.#each(group.slice(0, half))), ...(await this.#each(group.slice(half)))];
  }

  async #each(group: readonly PropertyAt[]): Promise<PropertyRead[]> {
    const found: PropertyRead[] = [];
    while (found.length < group.length)
      found.push(...(await this.#group(group.slice(found.length, found.length + this.#together))));
    return found;
  }
}

/** Whether it is told of exactly what was asked for: the value of another property would be a wrong one. */
function answers(results: readonly PropertyAt[], group: readonly PropertyAt[]): boolean {
  return (
    results.length === group.length &&
    group.every((at, n) => {
      const result = results[n];
      return result !== undefined && sameAt(result, at);
    })
  );
}

function sameAt(one: PropertyAt, other: PropertyAt): boolean {
  return (
    one.object === other.object && one.property === other.property && one.index === other.index
  );
}

/** An answer that is none. */
const nonsense: PropertyRead = {
  ok: false,
  refused: { kind: 'error', errorClass: 0, errorCode: 0 },
};
