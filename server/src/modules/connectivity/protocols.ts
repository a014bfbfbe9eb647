// The protocols that the gateway speaks, one line each.
import { mtconnectAgent } from './protocols/mtconnect-agent/mtconnect-agent.ts';
import { mtconnectShdr } from './protocols/mtconnect-shdr/mtconnect-shdr.ts';
import type { Protocol } from './protocols/protocol.ts';

export const protocols: readonly Protocol[] = [mtconnectShdr, mtconnectAgent];
