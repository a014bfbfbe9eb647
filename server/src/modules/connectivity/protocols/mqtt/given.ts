// What a session over MQTT is opened with, from the settings that a person gave.
import type { Inbound } from '../../mqtt/inbound.ts';
import type { ProtocolSettings } from '../protocol.ts';
import type { MqttSource } from './settings.ts';
import type { Mapped } from './topic-map.ts';

export type SessionGiven = {
  readonly enterprise: string;
  readonly settings: ProtocolSettings<MqttSource>;
  /** Configured signals by topic. */
  readonly topics: ReadonlyMap<string, readonly Mapped[]>;
  readonly inbound: Inbound;
};
