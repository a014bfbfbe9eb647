// The protocols that the gateway speaks, one line each.
import { ethernetIp } from './protocols/ethernet-ip/ethernet-ip.ts';
import { iec104 } from './protocols/iec104/iec104.ts';
import { mtconnectShdr } from './protocols/mtconnect-shdr/mtconnect-shdr.ts';
import type { Protocol } from './protocols/protocol.ts';

export const protocols: readonly Protocol[] = [mtconnectShdr, iec104, ethernetIp];
