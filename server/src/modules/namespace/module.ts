// The unified namespace of the gateway: what its machines say, by topic, published over MQTT in the form of UMH Core and as
// Sparkplug B edge nodes.
import { defineModule } from '../../kernel/module/module.ts';
import { optional } from '../../kernel/module/port.ts';
import { sparkplugIdOf } from '../../wire/sparkplug/topic.ts';
import { brokerPort } from '../broker/api.ts';
import { flowPort, gatewayFactsPort, mqttPort, sourcesPort } from '../connectivity/api.ts';
import { readNamespaceRight } from './api.ts';
import { BdSeqs } from './bd-seq.ts';
import { brokerPlace, embeddedBroker } from './broker-address.ts';
import { namespaceCommands } from './commands.ts';
import { namespaceConfig } from './config.ts';
import { EdgePublisher } from './edge/edge-publisher.ts';
import { embeddedLink } from './embedded-link.ts';
import { namespaceFailures } from './failures.ts';
import type { OpenLink } from './link.ts';
import { mqttLink } from './mqtt-link.ts';
import { Namespace } from './namespace.ts';
import { namespaceRoutes } from './routes.ts';
import { UmhPublisher } from './umh/umh-publisher.ts';

const timeoutMs = 10_000;
const metricsPerMessage = 500;

export const namespaceModule = defineModule({
  name: 'namespace',
  title: { en: 'Unified namespace', zh: '统一命名空间' },
  roles: ['gateway'],
  config: namespaceConfig,
  uses: {
    flow: flowPort,
    sources: sourcesPort,
    mqtt: mqttPort,
    gateway: gatewayFactsPort,
    broker: optional(brokerPort),
  },
  offers: {},
  rights: [readNamespaceRight],
  failures: { namespace: namespaceFailures.definitions },
  commands: namespaceCommands,
  async start(given, register) {
    const { config, world, log, metrics, folder, flow, sources, mqtt, gateway, broker } = given;
    const isEmbedded = config.broker === embeddedBroker;
    if (isEmbedded && !broker) throw namespaceFailures['no-embedded-broker']();
    const place = brokerPlace(config);
    const node = sparkplugIdOf(config.node);
    const { clock, disk } = world;
    const bdSeqs = new BdSeqs(folder, disk);
    const open = (clientId: string): OpenLink | undefined => {
      if (isEmbedded && broker) return embeddedLink(broker);
      return place && mqttLink({ dial: mqtt, place, clientId, timeoutMs });
    };
    const toUmh = config.umh ? open(`${config.node}-umh`) : undefined;
    const umh =
      toUmh &&
      new UmhPublisher({
        ...{ open: toUmh, clock, log, retain: config.umhRetain, queueMax: config.waitingMax },
        qos: config.umhQos === 1 ? 1 : 0,
      });
    const edge = (enterprise: string, link: OpenLink) =>
      new EdgePublisher({
        ...{ open: link, clock, log, metricsPerMessage, group: sparkplugIdOf(enterprise), node },
        ...{ queueMax: config.waitingMax, historyMax: config.historyMax },
        nextBdSeq: () => bdSeqs.next(enterprise),
        ...(config.primaryHost === '' ? {} : { primaryHost: config.primaryHost }),
      });
    const toHosts = (enterprise: string) => open(`${config.node}-${enterprise}-spb`);
    const namespace = new Namespace({
      ...{ world, flow, sources },
      ...(umh ? { umh } : {}),
      ...(config.sparkplug && config.broker !== ''
        ? {
            edge: (enterprise: string) => {
              const link = toHosts(enterprise);
              if (!link) throw new Error('a place has a link');
              return edge(enterprise, link);
            },
          }
        : {}),
    });
    metrics.observed('jingwei_namespace_topics', 'Topics of the unified namespace', () => {
      return namespace.directory.size;
    });
    register.route(...namespaceRoutes({ namespace, ownEnterprise: gateway.enterprise, node }));
    const own = mqtt.publishes((topic) => namespace.publishes(topic));
    register.onStop(() => own.cancel());
    register.onStop(() => namespace.stop());
    register.onReady(() => namespace.start());
    return {};
  },
});
