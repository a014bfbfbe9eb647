// Classic S7 communication (PUT/GET) over ISO-on-TCP with S7-300, 400, 1200, 1500 and LOGO! controllers. Blocks with
// optimised access are out of its reach; what stands in the way is named with the remedy.
import { hostPortText } from '../../../../kernel/world/host-port.ts';
import { kindOf } from '../../../../wire/s7/values.ts';
import { configuredDescription } from '../configured-description.ts';
import { defineProtocol, type Description, type ProtocolSettings } from '../protocol.ts';
import { parseAddress } from './address.ts';
import { s7Failures } from './failures.ts';
import type { PlacedSignal } from './pieces.ts';
import { openSession, type S7Plan } from './session.ts';
import { s7Connection, withUsual, type S7Connection } from './settings.ts';
import { discover, tryOut } from './try-out.ts';

export const s7 = defineProtocol({
  name: 's7',
  title: { en: 'Siemens S7 (classic)', zh: '西门子 S7（经典）' },
  connection: s7Connection,
  address: {
    words: {
      en: 'Data block or area and place: DB1.DBX0.3, DB1.DBW2:int, DB1.DBD4:real, DB1.STRING20[30], DB1.LREAL8, DB1.DT40, M10.0, MW4, I0.0, Q0.0. Types: bool, byte, sint, char, wchar, int, word, dint, dword, real, lreal, lint, lword, time, ltime, s5time, date, tod, dt, dtl, string[n], wstring[n]',
      zh: '数据块或数据区及位置：DB1.DBX0.3、DB1.DBW2:int、DB1.DBD4:real、DB1.STRING20[30]、DB1.LREAL8、DB1.DT40、M10.0、MW4、I0.0、Q0.0。类型：bool、byte、sint、char、wchar、int、word、dint、dword、real、lreal、lint、lword、time、ltime、s5time、date、tod、dt、dtl、string[n]、wstring[n]',
    },
    example: 'DB1.DBD4:real',
  },
  where: ({ host, port = 102 }) => hostPortText({ host, port }),
  describe,
  discover,
  test: (reach, settings) => tryOut(reach, planOf(settings)),
});

type Settings = ProtocolSettings<S7Connection>;

function describe(enterprise: string, settings: Settings): Description {
  const plan = planOf(settings);
  return configuredDescription(enterprise, settings, {
    values: plan.signals,
    connect: (link) => openSession(link, plan),
  });
}

/** Fails with `s7.bad-address` or `s7.bad-tsap`. */
function planOf({ name, connection, signals: said = [] }: Settings): S7Plan {
  const settings = withUsual(name, connection);
  const signals = said.map((signal, position): PlacedSignal => {
    const { id, address, intervalMs = settings.intervalMs } = signal;
    const outcome = parseAddress(address);
    if (!outcome.ok) {
      throw s7Failures['bad-address']({ name, id, address, problem: outcome.problem });
    }
    const { place } = outcome;
    return { position, id, place, intervalMs, value: signal.value ?? kindOf(place.form) };
  });
  return { settings, signals, alone: new Set() };
}
