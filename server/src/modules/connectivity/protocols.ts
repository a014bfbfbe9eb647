// The protocols that the gateway speaks, one line each.
import { bacnet } from './protocols/bacnet/bacnet.ts';
import { calculated } from './protocols/calculated/calculated.ts';
import { ethernetIp } from './protocols/ethernet-ip/ethernet-ip.ts';
import { driver } from './protocols/driver/driver.ts';
import { fileWatch } from './protocols/file-watch/file-watch.ts';
import { httpPoll } from './protocols/http-poll/http-poll.ts';
import { iec104 } from './protocols/iec104/iec104.ts';
import { modbusTcp } from './protocols/modbus/modbus-tcp.ts';
import { mqtt } from './protocols/mqtt/mqtt.ts';
import { mtconnectAgent } from './protocols/mtconnect-agent/mtconnect-agent.ts';
import { mtconnectShdr } from './protocols/mtconnect-shdr/mtconnect-shdr.ts';
import { opcUa } from './protocols/opc-ua/opc-ua.ts';
import type { Protocol } from './protocols/protocol.ts';
import { s7 } from './protocols/s7/s7.ts';
import { sparkplug } from './protocols/sparkplug/sparkplug.ts';
import { webhook } from './protocols/webhook/webhook.ts';

export const protocols: readonly Protocol[] = [
  mtconnectShdr,
  calculated,
  modbusTcp,
  iec104,
  mtconnectAgent,
  opcUa,
  s7,
  sparkplug,
  ethernetIp,
  bacnet,
  mqtt,
  httpPoll,
  webhook,
  fileWatch,
  driver,
];
