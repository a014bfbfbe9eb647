// The broker in numbers. Plain counts: a labelled counter for each message would be a tenth of the work.
import type { Metrics } from '../../kernel/metrics/metrics.ts';

export type BrokerMeters = {
  /** Messages that clients and this process published. */
  received: number;
  /** Messages handed to subscribers. */
  sent: number;
  /** Messages given up because a queue was full or a client too slow. */
  dropped: number;
  /** Connections, publications and subscriptions refused. */
  refused: number;
};

const words: Readonly<Record<keyof BrokerMeters, string>> = {
  received: 'Messages published',
  sent: 'Messages handed to subscribers',
  dropped: 'Messages given up because a queue was full or a client too slow',
  refused: 'Connections, publications and subscriptions refused',
};

export function brokerMeters(metrics: Metrics): BrokerMeters {
  const meters: BrokerMeters = { received: 0, sent: 0, dropped: 0, refused: 0 };
  for (const name of Object.keys(words) as (keyof BrokerMeters)[])
    metrics.observed(`jingwei_broker_messages_${name}`, words[name], () => meters[name]);
  return meters;
}
