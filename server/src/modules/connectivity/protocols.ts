// The protocols that the gateway speaks, one line each.
import { mtconnectShdr } from './protocols/mtconnect-shdr/mtconnect-shdr.ts';
import { sparkplug } from './protocols/sparkplug/sparkplug.ts';
import type { Protocol } from './protocols/protocol.ts';

export const protocols: readonly Protocol[] = [mtconnectShdr, sparkplug];
