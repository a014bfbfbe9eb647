// THE list of what this program can be: engines and modules, one line each. Only `main.ts` and the
// tools that document the program import it.
import { plantModule } from '../../field/plant/module.ts';
import { embeddedEngine } from './engines/embedded/engine.ts';
import { iotdbEngine } from './engines/iotdb/engine.ts';
import type { Module } from './kernel/module/module.ts';
import { accessModule } from './modules/access/module.ts';
import { alarmsModule } from './modules/alarms/module.ts';
import { assetsModule } from './modules/assets/module.ts';
import { calendarModule } from './modules/calendar/module.ts';
import { certificatesModule } from './modules/certificates/module.ts';
import { brokerModule } from './modules/broker/module.ts';
import { gatewayModule } from './modules/connectivity/module.ts';
import { consoleHostModule } from './modules/console-host/module.ts';
import {
  delegationDeskModule,
  enterpriseNodeModule,
  identifierDoorModule,
  identifierHttpModule,
  nodeCheckModule,
  identifierProxyModule,
  recursiveNodeModule,
  registrationHttpModule,
  replicationHttpModule,
  rootNodeModule,
  secondLevelNodeModule,
  topNodeModule,
  trustHttpModule,
} from './modules/identifiers/module.ts';
import { intakeModule } from './modules/intake/module.ts';
import { oeeModule } from './modules/oee/module.ts';
import { outboxModule } from './modules/outbox/module.ts';
import { namespaceModule } from './modules/namespace/module.ts';
import { i3xModule } from './modules/i3x/module.ts';
import { queryModule } from './modules/query/module.ts';
import { telemetryModule } from './modules/telemetry/module.ts';
import { upkeepModule } from './modules/upkeep/module.ts';
import { controlModule } from './modules/control/module.ts';
import { traceModule } from './modules/trace/module.ts';
import { storeModules } from './stores/store-modules.ts';

const engines = [embeddedEngine, iotdbEngine];

export const catalogue: readonly Module[] = [
  ...storeModules(engines),
  accessModule,
  rootNodeModule,
  certificatesModule,
  topNodeModule,
  secondLevelNodeModule,
  enterpriseNodeModule,
  recursiveNodeModule,
  identifierHttpModule,
  delegationDeskModule,
  nodeCheckModule,
  identifierProxyModule,
  trustHttpModule,
  identifierDoorModule,
  registrationHttpModule,
  replicationHttpModule,
  assetsModule,
  telemetryModule,
  upkeepModule,
  queryModule,
  i3xModule,
  calendarModule,
  oeeModule,
  alarmsModule,
  intakeModule,
  outboxModule,
  brokerModule,
  gatewayModule,
  controlModule,
  namespaceModule,
  traceModule,
  consoleHostModule,
  plantModule,
];
