// Who a unit is: device identification (function 43/14, Application Protocol 1.1b3, 6.21), as far as it has one.
import type { ModbusRequest } from '../../../../wire/modbus/message.ts';
import type { ModbusClient } from './client.ts';

export type UnitIdentity = {
  readonly manufacturer?: string;
  readonly model?: string;
  readonly revision?: string;
  readonly name?: string;
};

/** Answers follow each other until the last object; no device has more than 256. */
const answersMax = 256;

/** Undefined for a unit that answers and has no identification. Fails with `modbus.no-answer`. */
export async function identify(
  client: ModbusClient,
  unit: number,
): Promise<UnitIdentity | undefined> {
  const objects = new Map<number, string>();
  let object = 0;
  for (let i = 0; i < answersMax; i += 1) {
    const request: ModbusRequest = { kind: 'identify', level: 2, object };
    const answer = await client.ask(unit, request);
    if (answer.kind !== 'identity') break;
    for (const { id, text } of answer.identity.objects) objects.set(id, text.trim());
    const { next } = answer.identity;
    if (next === undefined || next <= object) break;
    object = next;
  }
  if (objects.size === 0) return undefined;
  const known = { manufacturer: 0, model: 5, revision: 2, name: 4 } as const;
  const told = Object.entries(known).flatMap(([key, id]) => {
    const text = objects.get(id) ?? (id === 5 ? objects.get(1) : undefined);
    return text === undefined || text === '' ? [] : [[key, text.slice(0, 200)] as const];
  });
  return Object.fromEntries(told);
}

export function identityText(identity: UnitIdentity | undefined): string {
  const { manufacturer, model, name, revision } = identity ?? {};
  return [manufacturer, name, model, revision].filter((text) => text !== undefined).join(' ');
}
