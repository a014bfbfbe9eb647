// Modbus over TCP, in MBAP frames or serial frames: registers and bits of units that a person named one by one.
import { hostPortText } from '../../../../kernel/world/host-port.ts';
import { configuredDescription } from '../configured-description.ts';
import { defineProtocol, type Description, type ProtocolSettings } from '../protocol.ts';
import { naturalValue, parseAddress } from './address.ts';
import { BlockReader } from './block-reader.ts';
import { blocksOf, type PlacedSignal } from './blocks.ts';
import { discover } from './discover.ts';
import { modbusFailures } from './failures.ts';
import { openSession, type ModbusPlan } from './session.ts';
import { modbusConnection, withUsual, type ModbusConnection } from './settings.ts';
import { tryOut } from './try-out.ts';

export const modbusTcp = defineProtocol({
  name: 'modbus-tcp',
  title: { en: 'Modbus TCP', zh: 'Modbus TCP' },
  connection: modbusConnection,
  address: {
    words: {
      en: 'Area (coil, discrete, input, holding) and number, for registers a type (int16, uint16, int32, uint32, int64, uint64, float32, float64, bcd16, bcd32, bool, bit n, string n) and a byte order (abcd, badc, cdab, dcba); before it `unit n` where it is not that of the connection',
      zh: '数据区（coil、discrete、input、holding）和编号，寄存器还可写类型（int16、uint16、int32、uint32、int64、uint64、float32、float64、bcd16、bcd32、bool、bit n、string n）和字节序（abcd、badc、cdab、dcba）；单元号与连接不同时在前面写 `unit n`',
    },
    example: 'unit 3 holding 100 float32 cdab',
  },
  where: ({ host, port = 502 }) => hostPortText({ host, port }),
  describe,
  discover,
  test: (reach, settings) => tryOut(reach, planOf(settings)),
});

type Settings = ProtocolSettings<ModbusConnection>;

function describe(enterprise: string, settings: Settings): Description {
  const plan = planOf(settings);
  return configuredDescription(enterprise, settings, {
    values: plan.signals,
    connect: (link) => openSession(link, plan),
  });
}

/** Fails with `modbus.bad-address`. */
function planOf({ name, connection, signals: said = [] }: Settings): ModbusPlan {
  const settings = withUsual(connection);
  const signals = said.map((signal, position): PlacedSignal => {
    const { id, address, intervalMs = settings.intervalMs } = signal;
    const outcome = parseAddress(address, settings);
    if (!outcome.ok) {
      throw modbusFailures['bad-address']({ name, id, address, problem: outcome.problem });
    }
    const { place } = outcome;
    return { position, id, place, intervalMs, value: signal.value ?? naturalValue(place) };
  });
  const readers = blocksOf(signals, settings).map((block) => new BlockReader(block));
  return { settings, signals, readers };
}
