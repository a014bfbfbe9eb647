// A link over MQTT 3.1.1 with a clean session, as the standard of Sparkplug asks of edge nodes; a disconnect takes the will
// back, so who is meant to be dead says so before.
import type { MqttDialer, MqttPlace } from '../connectivity/api.ts';
import type { LinkAsked, OpenLink, Outgoing } from './link.ts';

export type MqttLinkOptions = {
  readonly dial: Pick<MqttDialer, 'connect'>;
  readonly place: MqttPlace;
  readonly clientId: string;
  readonly timeoutMs: number;
};

export function mqttLink({ dial, place, clientId, timeoutMs }: MqttLinkOptions): OpenLink {
  return async ({ will, filters, hear }: LinkAsked) => {
    const mqtt = await dial.connect({
      place: { ...place, version: '3.1.1' },
      clientId,
      timeoutMs,
      ...(will === undefined ? {} : { will }),
      hear: ({ topic, payload }) => hear(topic, payload),
    });
    try {
      if (filters.length > 0) await mqtt.subscribe(filters.map((filter) => ({ filter, qos: 1 })));
    } catch (error) {
      await mqtt.close();
      throw error;
    }
    return {
      publish: ({ topic, payload, qos, retain }: Outgoing) =>
        mqtt.publish(topic, payload, { qos, retain }),
      close: () => mqtt.close(),
      closed: mqtt.closed,
    };
  };
}
