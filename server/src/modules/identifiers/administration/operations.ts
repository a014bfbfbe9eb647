// The operations that take rights, and how one is carried out: rights first, then the one write, which is
// planned anew when somebody else changed the record in between.
import { assert } from '../../../kernel/failure/assert.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Random } from '../../../kernel/world/random.ts';
import {
  hasFlag,
  opCode,
  responseCode,
  type Body,
  type Message,
} from '../../../wire/handle/handle.ts';
import { noMessage } from '../listeners/reply.ts';
import { planAdd, planModify, planRemove } from './change-values.ts';
import { planCreate } from './create-handle.ts';
import { planDelete } from './delete-handle.ts';
import type { KnownValues } from './known-values.ts';
import { planHomedList, planHoming } from './home-prefixes.ts';
import { planList } from './list-handles.ts';
import { done, refusing, type Plan } from './plan.ts';
import { planRead } from './read-values.ts';
import type { Records } from './records.ts';
import { refusal } from './refusal.ts';
import { isGranted, type Identity } from './rights.ts';

export type Planning = {
  readonly records: Records;
  readonly clock: Clock;
  readonly random: Random;
};

const administrative: ReadonlySet<number> = new Set([
  opCode.create,
  opCode.delete,
  opCode.addValues,
  opCode.removeValues,
  opCode.modifyValues,
  opCode.listHandles,
  opCode.listDerivedPrefixes,
  opCode.homePrefix,
  opCode.unhomePrefix,
  opCode.listHomedPrefixes,
]);

const readingOnly: ReadonlySet<number> = new Set([
  opCode.resolve,
  opCode.listHandles,
  opCode.listDerivedPrefixes,
  opCode.listHomedPrefixes,
]);

/** Whether a request of an administrator changes something. */
export function isWrite(op: number): boolean {
  return !readingOnly.has(op);
}

export function isAdministrative(op: number): boolean {
  return administrative.has(op);
}

/** What a request comes to as things are; changes nothing. */
export async function planOf(
  { body, header }: Pick<Message, 'header' | 'body'>,
  { records, clock, random }: Planning,
): Promise<Plan> {
  const nowMs = clock.now();
  const { op, flags } = header;
  if (body.kind === 'values-request') {
    if (op === opCode.addValues) {
      return planAdd(body, { records, nowMs, overwrite: hasFlag(flags, 'overwriteWhenExists') });
    }
    if (op === opCode.modifyValues) return planModify(body, records, nowMs);
    return planCreate(body, { records, flags, nowMs, mint: () => random.uuid() });
  }
  if (body.kind === 'remove-request') return planRemove(body, records);
  if (body.kind === 'resolve-request') return planRead(body, records);
  if (body.kind !== 'handle-request')
    return refusing(refusal('notSupported', '', { openly: true }));
  switch (op) {
    case opCode.delete:
      return planDelete(body, records);
    case opCode.homePrefix:
    case opCode.unhomePrefix:
      return planHoming(op, body, { records, nowMs });
    case opCode.listHomedPrefixes:
      return planHomedList(records);
    default:
      return planList(op, body, records);
  }
}

/** Somebody whom this program lets through by rights of its own, which have been looked at. */
export const trusted = 'trusted';
export type Administrator = Identity | typeof trusted;

/** Whether a plan's needs are met. */
export async function isAllowed(
  by: Administrator,
  { needs }: Plan,
  known: KnownValues,
): Promise<boolean> {
  if (by === trusted) return true;
  for (const need of needs) if (!(await isGranted(by, need, known))) return false;
  return true;
}

/** How often a record may change under our hands before we give up. */
const triesMax = 8;

/** Executes a request for whom it comes from. */
export async function carryOut(
  request: Pick<Message, 'header' | 'body'>,
  by: Administrator,
  planning: Planning & { readonly known: KnownValues },
): Promise<{ readonly code: number; readonly bodies: readonly Body[] }> {
  for (let tries = 0; tries < triesMax; tries++) {
    const plan = await planOf(request, planning);
    const { needs, refused, write, written, answer } = plan;
    assert(refused !== undefined || needs.length > 0, 'a plan that takes no rights');
    if (!(await isAllowed(by, plan, planning.known))) {
      return { code: responseCode.invalidAdmin, bodies: [noMessage] };
    }
    if (refused !== undefined) return { code: refused.code, bodies: [refused.body] };
    if (write !== undefined) {
      const [outcome] = await planning.records.store.write([write]);
      if (outcome === 'refused') continue;
      written?.();
    }
    const bodies = answer === undefined ? done : await answer();
    if ('openly' in bodies) return { code: bodies.code, bodies: [bodies.body] };
    return { code: responseCode.ok, bodies };
  }
  return { code: responseCode.busy, bodies: [noMessage] };
}
