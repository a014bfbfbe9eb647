// Our own Modbus device as a process, for the benchmark: unit 7 keeps silent where asked to. Prints its port.
import { startModbusDevice } from '../../server/src/modules/connectivity/protocols/modbus/testing/modbus-device.ts';

const silent = Number(process.argv[2] ?? 0);
const device = await startModbusDevice({
  behave: (unit) => (unit === silent ? 'silent' : undefined),
});
device.asked.push = () => 0; // what was asked is not kept
console.log(device.port);
process.stdin.resume().on('end', () => process.exit());
