// The replication of each tier's node, within this process.
import { definePort } from '../../../kernel/module/port.ts';
import type { NodeReplication } from './node-replication.ts';

export const rootReplicationPort = definePort<NodeReplication>('identifiers.root-replication');
export const topReplicationPort = definePort<NodeReplication>('identifiers.top-replication');
export const secondLevelReplicationPort = definePort<NodeReplication>(
  'identifiers.second-level-replication',
);
export const enterpriseReplicationPort = definePort<NodeReplication>(
  'identifiers.enterprise-replication',
);
