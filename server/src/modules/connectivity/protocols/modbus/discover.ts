// Which units answer behind an address: all ids are asked for their identification, and those without one for a
// register. An exception is an answer too, unless a gateway says with it that the unit is silent.
import { isFailure } from '../../../../kernel/failure/failure.ts';
import { hostPortText } from '../../../../kernel/world/host-port.ts';
import type { Discovered, DiscoverQuery, Reach } from '../protocol.ts';
import type { ModbusClient } from './client.ts';
import { exceptionCodes } from './exceptions.ts';
import { identify, identityText, type UnitIdentity } from './identify.ts';
import { openClient } from './session.ts';
import { withUsual } from './settings.ts';

const unitMax = 247;
const timeoutMs = 500;
/** More than so many alike are one device that does not look at the unit id. */
const alikeMax = 200;

type Found = { readonly unit: number; readonly identity: UnitIdentity | undefined };

/** Fails with `world.cannot-connect`. Without a host there is nothing to ask: Modbus has no broadcast on TCP. */
export async function discover(reach: Reach, query: DiscoverQuery): Promise<readonly Discovered[]> {
  const { host, port = 502 } = query;
  if (host === undefined) return [];
  const settings = withUsual({ host, port, timeoutMs, requestsAtOnce: 1 });
  const client = await openClient(reach, settings, Infinity);
  try {
    const units = Array.from({ length: unitMax }, (_, i) => i + 1);
    const found = (await Promise.all(units.map((unit) => foundAt(client, unit)))).flat();
    const alike = new Set(found.map(({ identity }) => identityText(identity))).size === 1;
    const told = alike && found.length > alikeMax ? found.slice(0, 1) : found;
    return told.map((one) => discoveredOf(one, { host, port }));
  } finally {
    client.close({ en: 'looked around', zh: '扫描完成' });
  }
}

async function foundAt(client: ModbusClient, unit: number): Promise<Found[]> {
  try {
    const read = { kind: 'read-registers', area: 'holding', address: 0, count: 1 } as const;
    const answer = await client.ask(unit, read);
    const { noPath, noTarget } = exceptionCodes;
    if (answer.kind === 'exception' && (answer.code === noPath || answer.code === noTarget)) {
      return [];
    }
  } catch (error) {
    if (isFailure(error, 'modbus.bad-answer')) return [{ unit, identity: undefined }];
    if (isFailure(error)) return [];
    throw error;
  }
  // Some devices keep silent at functions that they do not know.
  const identity = await identify(client, unit).catch(() => undefined);
  return [{ unit, identity }];
}

function discoveredOf({ unit, identity }: Found, at: { host: string; port: number }): Discovered {
  const { manufacturer, model, name } = identity ?? {};
  const machine = {
    ...(name === undefined ? {} : { name }),
    ...(manufacturer === undefined ? {} : { manufacturer }),
    ...(model === undefined ? {} : { model }),
  };
  return {
    name: name ?? model ?? `unit ${unit}`,
    detail: `${hostPortText(at)} unit ${unit} ${identityText(identity)}`.trim(),
    connection: { ...at, unit },
    ...(Object.keys(machine).length === 0 ? {} : { machine }),
  };
}
