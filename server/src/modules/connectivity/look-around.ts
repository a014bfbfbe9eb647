// Before a source is kept: is the machine there, what has it to say, and who else is on the network?
import type { SourceSettings } from './api.ts';
import { connectivityFailures } from './failures.ts';
import type {
  BrowsePage,
  BrowseQuery,
  Discovered,
  DiscoverQuery,
  Plant,
  Protocol,
  Reach,
  TestStep,
} from './protocols/protocol.ts';
import { checkedConnection, checkedSettings, protocolNamed } from './settings-check.ts';
import { tryConnection } from './try-connection.ts';

export type LookOptions = {
  readonly plant: Plant;
  readonly reach: (protocol: Protocol, enterprise?: string) => Promise<Reach>;
  readonly completed: (enterprise: string, given: SourceSettings) => SourceSettings;
};

export class LookAround {
  readonly #options: LookOptions;

  constructor(options: LookOptions) {
    this.#options = options;
  }

  /** Fails with what is wrong with the settings; what is wrong with the machine is in the steps. */
  async test(enterprise: string, given: SourceSettings): Promise<readonly TestStep[]> {
    const settings = checkedSettings(this.#options.completed(enterprise, given));
    const protocol = protocolNamed(settings.protocol, settings.name);
    const reach = await this.#options.reach(protocol, enterprise);
    if (protocol.test) return protocol.test(reach, settings);
    return tryConnection(
      { ...reach, plant: this.#options.plant },
      protocol.describe(enterprise, settings),
    );
  }

  /** Fails with `connectivity.cannot-browse`, or as the protocol does. */
  async browse(
    enterprise: string,
    given: Pick<SourceSettings, 'name' | 'protocol' | 'connection'>,
    query: BrowseQuery,
  ): Promise<BrowsePage> {
    const { name, protocol: spoken, connection } = this.#options.completed(enterprise, given);
    const protocol = protocolNamed(spoken, name);
    if (!protocol.browse) {
      throw connectivityFailures['cannot-browse']({ protocol: protocol.title });
    }
    const reach = await this.#options.reach(protocol, enterprise);
    return protocol.browse(reach, checkedConnection(protocol, connection), query);
  }

  /** Fails with `connectivity.cannot-discover`, or as the protocol does. */
  async discover(spoken: string, query: DiscoverQuery): Promise<readonly Discovered[]> {
    const protocol = protocolNamed(spoken);
    if (!protocol.discover) {
      throw connectivityFailures['cannot-discover']({ protocol: protocol.title });
    }
    return protocol.discover(await this.#options.reach(protocol), query);
  }
}
