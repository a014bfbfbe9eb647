// Who a controller is, from its system status list: component identification (001C), order number (0011) and
// operating state (0424). Not every controller gives them.
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { isFailure } from '../../../../kernel/failure/failure.ts';
import type { S7Client } from './client.ts';

export type S7Identity = {
  readonly name?: string;
  readonly model?: string;
  readonly serialNumber?: string;
  readonly orderNumber?: string;
  readonly running?: boolean;
};

const latin1 = new TextDecoder('latin1');
const components: Readonly<Record<number, 'name' | 'serialNumber' | 'model'>> = {
  1: 'name',
  5: 'serialNumber',
  7: 'model',
};

/** Empty where the controller tells nothing. Fails when it does not answer. */
export async function identify(client: S7Client): Promise<S7Identity> {
  const found: Record<string, string | boolean> = {};
  for (const record of await recordsOf(client, 0x001c)) {
    const key = components[((record[0] ?? 0) << 8) | (record[1] ?? 0)];
    const text = textOf(record.subarray(2, 34));
    if (key && text !== '') found[key] = text;
  }
  for (const record of await recordsOf(client, 0x0011)) {
    const text = textOf(record.subarray(2, 22));
    if (record[1] === 1 && text !== '') found['orderNumber'] = text;
  }
  const [state] = await recordsOf(client, 0x0424);
  if (state && state.length >= 4) found['running'] = state[3] === 8;
  return found;
}

async function recordsOf(client: S7Client, id: number): Promise<Uint8Array[]> {
  try {
    const answer = await client.ask({ kind: 'status', id, index: 0 });
    if (answer.kind !== 'status' || answer.recordBytes < 1) return [];
    const { records, recordBytes } = answer;
    return Array.from({ length: Math.floor(records.length / recordBytes) }, (_, i) =>
      records.subarray(i * recordBytes, (i + 1) * recordBytes),
    );
  } catch (error) {
    // Many controllers do not give all lists; only one that is silent has a fault.
    if (isFailure(error, 's7.refused') || isFailure(error, 's7.bad-answer')) return [];
    throw error;
  }
}

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return latin1.decode(end < 0 ? bytes : bytes.subarray(0, end)).trim();
}

export function identityWords({ name, model, orderNumber, serialNumber, running }: S7Identity) {
  const told = [model, orderNumber, name, serialNumber].filter((text) => text !== undefined);
  const who = told.length === 0 ? '?' : [...new Set(told)].join(', ');
  const words: Bilingual =
    running === undefined
      ? { en: `It is ${who}.`, zh: `型号：${who}。` }
      : running
        ? { en: `It is ${who}, in RUN.`, zh: `型号：${who}，处于 RUN。` }
        : { en: `It is ${who}, in STOP.`, zh: `型号：${who}，处于 STOP。` };
  return words;
}
