// A link to the broker of this program, without a socket. There is no will: when the program dies, so does the broker, and
// whoever heard it knows.
import type { Bilingual } from '../../kernel/schema/bilingual.ts';
import type { Broker } from '../broker/api.ts';
import type { LinkAsked, OpenLink, Outgoing } from './link.ts';

const closing: Bilingual = { en: 'the gateway stops', zh: '网关正在停止' };

export function embeddedLink(broker: Broker): OpenLink {
  return async ({ filters, hear }: LinkAsked) => {
    const { promise: closed, resolve } = Promise.withResolvers<Bilingual>();
    const subscriptions = filters.map((filter) =>
      broker.subscribe(filter, ({ topic, payload }) => hear(topic, payload)),
    );
    return {
      publish: ({ topic, payload, qos, retain }: Outgoing) =>
        broker.publish(topic, payload, { qos, retain }),
      close: async () => {
        for (const subscription of subscriptions) subscription.cancel();
        resolve(closing);
      },
      closed,
    };
  };
}
