// What can go wrong with each protocol, one line each; the reference pages list them.
import { importFailures } from './import/failures.ts';
import { mqttFailures } from './mqtt/failures.ts';
import { bacnetFailures } from './protocols/bacnet/failures.ts';
import { calculatedFailures } from './protocols/calculated/failures.ts';
import { driverFailures } from './protocols/driver/failures.ts';
import { ethernetIpFailures } from './protocols/ethernet-ip/failures.ts';
import { fileFailures } from './protocols/file-watch/failures.ts';
import { pollFailures } from './protocols/http-poll/failures.ts';
import { iec104Failures } from './protocols/iec104/failures.ts';
import { modbusFailures } from './protocols/modbus/failures.ts';
import { mqttSourceFailures } from './protocols/mqtt/failures.ts';
import { agentFailures } from './protocols/mtconnect-agent/failures.ts';
import { mtconnectFailures } from './protocols/mtconnect/failures.ts';
import { opcUaFailures } from './protocols/opc-ua/failures.ts';
import { recordFailures } from './protocols/records/failures.ts';
import { s7Failures } from './protocols/s7/failures.ts';
import { webFailures } from './protocols/web/failures.ts';
import { webhookFailures } from './protocols/webhook/failures.ts';

export const protocolFailures = {
  calculated: calculatedFailures.definitions,
  modbus: modbusFailures.definitions,
  s7: s7Failures.definitions,
  mtconnect: mtconnectFailures.definitions,
  'opc-ua': opcUaFailures.definitions,
  mqtt: mqttFailures.definitions,
  iec104: iec104Failures.definitions,
  'mtconnect-agent': agentFailures.definitions,
  import: importFailures.definitions,
  driver: driverFailures.definitions,
  'file-watch': fileFailures.definitions,
  web: webFailures.definitions,
  'ethernet-ip': ethernetIpFailures.definitions,
  bacnet: bacnetFailures.definitions,
  'mqtt-source': mqttSourceFailures.definitions,
  webhook: webhookFailures.definitions,
  records: recordFailures.definitions,
  'http-poll': pollFailures.definitions,
};
