// The nodes of this process as the HTTP door sees them: each answers messages that came over HTTP, and
// gives value blocks that may be told to anybody.
import { definePort } from '../../../kernel/module/port.ts';
import type { MessageHandler } from '../listeners/message-handler.ts';
import type { RecordSource } from '../listeners/record-source.ts';

export type DoorNode = {
  /** Canonical; undefined for the recursive node, which answers for everything. */
  readonly prefix?: string;
  /** Whether the handles of a canonical prefix are held here; absent with the recursive node. */
  readonly isHome?: (prefix: string) => boolean;
  readonly handler: MessageHandler;
  readonly source: RecordSource;
  /** Whether this caller may ask so often; asked for answers from memory, since messages pass the handler. */
  readonly allows?: (peer: string) => boolean;
};

export const rootDoorPort = definePort<DoorNode>('identifiers.root-door');
export const topDoorPort = definePort<DoorNode>('identifiers.top-door');
export const secondLevelDoorPort = definePort<DoorNode>('identifiers.second-level-door');
export const enterpriseDoorPort = definePort<DoorNode>('identifiers.enterprise-door');
export const recursiveDoorPort = definePort<DoorNode>('identifiers.recursive-door');
