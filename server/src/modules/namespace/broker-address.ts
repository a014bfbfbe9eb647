// The broker that the settings name, as the MQTT client takes it.
import type { MqttPlace } from '../connectivity/api.ts';
import type { NamespaceConfig } from './config.ts';
import { namespaceFailures } from './failures.ts';

const transports = { 'mqtt:': 'tcp', 'mqtts:': 'tls', 'ws:': 'ws', 'wss:': 'wss' } as const;
const usualPorts = { tcp: 1883, tls: 8883, ws: 80, wss: 443 } as const;

/** Names the broker of this program. */
export const embeddedBroker = 'embedded';

/** Undefined when none is named, or the one of this program. Fails with `namespace.bad-broker`. */
export function brokerPlace(
  config: Pick<NamespaceConfig, 'broker' | 'username' | 'password' | 'ca'>,
): MqttPlace | undefined {
  const { broker, username, password, ca } = config;
  if (broker === '' || broker === embeddedBroker) return undefined;
  const url = URL.canParse(broker) ? new URL(broker) : undefined;
  const transport = url && transportOf(url.protocol);
  if (!url || !transport || url.hostname === '')
    throw namespaceFailures['bad-broker']({ url: broker });
  const isWeb = transport === 'ws' || transport === 'wss';
  return {
    // Without the brackets of an IPv6 address.
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? usualPorts[transport] : Number(url.port),
    transport,
    ...(isWeb && url.pathname !== '/' ? { path: url.pathname } : {}),
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
    ...(ca === '' ? {} : { ca }),
  };
}

function transportOf(protocol: string): (typeof transports)[keyof typeof transports] | undefined {
  return Object.hasOwn(transports, protocol)
    ? transports[protocol as keyof typeof transports]
    : undefined;
}
