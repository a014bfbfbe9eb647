// The protocols that the gateway speaks, one line each.
import { modbusTcp } from './protocols/modbus/modbus-tcp.ts';
import { mtconnectShdr } from './protocols/mtconnect-shdr/mtconnect-shdr.ts';
import type { Protocol } from './protocols/protocol.ts';

export const protocols: readonly Protocol[] = [mtconnectShdr, modbusTcp];
