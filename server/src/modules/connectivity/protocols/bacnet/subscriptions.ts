// Subscriptions to changes of value (clause 13.14): made, renewed at half their life, which also has the device tell all
// values anew, and given up for those objects that the device does not tell.
import { confirmedService } from '../../../../wire/bacnet/apdu.ts';
import { encodeSubscribe, type ObjectId } from '../../../../wire/bacnet/services.ts';
import type { BacnetClient } from './client.ts';
import type { Refused } from './refusal-text.ts';
import type { DeviceSettings } from './settings.ts';

export type SubscriptionsOptions = {
  readonly client: BacnetClient;
  readonly settings: Pick<DeviceSettings, 'confirmed' | 'covSeconds'>;
  /** Names our subscriptions among those of others. */
  readonly process: number;
  readonly objects: readonly ObjectId[];
  /** The device does not tell this one. */
  readonly refused: (object: ObjectId, refused: Refused) => void;
};

export class Subscriptions {
  readonly #options: SubscriptionsOptions;
  readonly #told: Set<ObjectId>;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
    this.#told = new Set(options.objects);
  }

  get count(): number {
    return this.#told.size;
  }

  has(object: ObjectId): boolean {
    return this.#told.has(object);
  }

  /** Rejects when the device is silent. */
  async renew(): Promise<void> {
    const { client, settings, process, refused } = this.#options;
    const { confirmed, covSeconds: seconds } = settings;
    // Asked for together: the client has a few under way at once.
    await Promise.all(
      [...this.#told].map(async (object) => {
        const data = encodeSubscribe({ process, object, confirmed, seconds });
        const outcome = await client.confirmed(confirmedService.subscribeCov, data);
        if (outcome.ok) return;
        if (outcome.refused.kind === 'silence') throw new Error('no answer');
        this.#told.delete(object);
        refused(object, outcome.refused);
      }),
    );
  }

  /** As far as the device hears it. */
  cancel(): void {
    const { client, process } = this.#options;
    for (const object of this.#told)
      void client.confirmed(confirmedService.subscribeCov, encodeSubscribe({ process, object }));
  }
}
