// OPC UA: a server of a machine, a controller or a plant, read as a client (OPC 10000). The library behind it is
// loaded when the first source connects.
import type { MachineModel, Signal } from '../../../assets/api.ts';
import { configuredMachine } from '../../model/configured-machine.ts';
import { defineProtocol, type Description, type Link, type ProtocolSettings } from '../protocol.ts';
import { browse } from './browse.ts';
import { connectionSchema, plainFingerprint, whereOf, type OpcUaConnection } from './connection.ts';
import { dial, hangUp } from './dial.ts';
import { discover } from './discover.ts';
import { opcUaFailures } from './failures.ts';
import type { Addressed } from './items.ts';
import { signalsBelow } from './learn.ts';
import { nodeIdText, parseNodeAddress, type NodeAddress } from './node-address.ts';
import { serverFacts } from './server-facts.ts';
import { OpcUaSession } from './session.ts';
import { test } from './trial.ts';
import { failureOf } from './troubles.ts';
import type { View } from './address-space.ts';

export const opcUa = defineProtocol({
  name: 'opc-ua',
  title: { en: 'OPC UA', zh: 'OPC UA' },
  connection: connectionSchema,
  address: {
    words: {
      en: 'NodeId, best with the namespace URI; element=3; before it takes one element of an array',
      zh: 'NodeId，建议使用命名空间 URI；前面加 element=3; 表示取数组的一个元素',
    },
    example: 'nsu=http://example.org/line;s=Press.Temperature',
  },
  where: whereOf,
  describe,
  browse,
  discover,
  test,
  trusting: (connection, fingerprint) => {
    const plain = plainFingerprint(fingerprint);
    const { trusted = [] } = connection;
    if (trusted.map(plainFingerprint).includes(plain)) return connection;
    return { ...connection, trusted: [...trusted, plain] };
  },
});

type Settings = ProtocolSettings<OpcUaConnection>;

/** Fails with `opc-ua.bad-address`, `opc-ua.bad-place` or `connectivity.signal-twice`. */
function describe(enterprise: string, settings: Settings): Description {
  const { name, signals = [], connection } = settings;
  const model = configuredMachine(enterprise, settings);
  const addressed = signals.map((said, signal) => {
    const address = parseNodeAddress(said.address);
    if (!address) throw opcUaFailures['bad-address']({ id: said.id, name, address: said.address });
    return addressedSignal(signal, model.signals[signal], { address, intervalMs: said.intervalMs });
  });
  const { below } = connection;
  const place = below === undefined ? undefined : parseNodeAddress(below);
  if (below !== undefined && !place) throw opcUaFailures['bad-place']({ address: below });
  return {
    models: [model],
    signals: model.signals,
    connect: (link) => connect({ link, enterprise, settings, model, addressed, place }),
  };
}

type Connecting = {
  readonly link: Link;
  readonly enterprise: string;
  readonly settings: Settings;
  readonly model: MachineModel;
  readonly addressed: readonly Addressed[];
  readonly place: NodeAddress | undefined;
};

async function connect(connecting: Connecting): Promise<OpcUaSession> {
  const { link, settings, addressed } = connecting;
  const { name, connection } = settings;
  const dialled = await dial({ reach: link, name, connection });
  try {
    const { library, session } = dialled;
    const facts = await serverFacts(session);
    const view = { library, session, facts };
    const learned = await learn(connecting, view);
    const opened = new OpcUaSession({ link, connection, dialled, view });
    await opened.start([...addressed, ...learned]);
    return opened;
  } catch (error) {
    await hangUp(dialled, link.world.clock);
    throw failureOf(error, {
      where: whereOf(connection),
      nowMs: link.world.clock.now(),
      what: { en: 'the subscription', zh: '订阅' },
    });
  }
}

/** What is below the place that was configured, made known as signals of the machine. */
async function learn(
  { link, enterprise, settings, model, addressed, place }: Connecting,
  view: View,
): Promise<Addressed[]> {
  if (!place) return [];
  const { connection } = settings;
  const where = whereOf(connection);
  const nodeId = nodeIdText(place, view.facts.namespaces);
  if (nodeId === undefined) {
    const namespaces = view.facts.namespaces.join(', ');
    throw opcUaFailures['no-namespace']({ where, address: connection.below, namespaces });
  }
  const found = await signalsBelow(view, { nodeId, where, most: connection.belowMax ?? 50_000 });
  const taken = new Set(model.signals.map(({ id }) => id.toLowerCase()));
  const added = found.filter(({ id }) => !taken.has(id.toLowerCase()));
  const whole = configuredMachine(enterprise, {
    ...settings,
    signals: [...(settings.signals ?? []), ...added],
  });
  const positions = await link.listener.learned(whole);
  return added.flatMap(({ address }, i) => {
    const at = addressed.length + i;
    const [parsed, signal] = [parseNodeAddress(address), positions[at]];
    if (!parsed || signal === undefined || signal < 0) return [];
    return [addressedSignal(signal, whole.signals[at], { address: parsed, intervalMs: undefined })];
  });
}

function addressedSignal(
  signal: number,
  known: Signal | undefined,
  { address, intervalMs }: { address: NodeAddress; intervalMs: number | undefined },
): Addressed {
  return {
    ...{ signal, address, id: known?.id ?? '', form: known?.value ?? 'number' },
    ...(intervalMs === undefined ? {} : { intervalMs }),
  };
}
