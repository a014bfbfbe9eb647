// Ops 102, 103 and 104: values of one record are added, removed or replaced, all that a request names or
// none (reference §1.2 OWE, §1.7 permission bits, §8.7).
import {
  adminPermission,
  canonicalKey,
  limits,
  valuePermission,
  valueType,
  type HandleValue,
  type RemoveRequest,
  type ValuesRequest,
} from '../../../wire/handle/handle.ts';
import { done, refusing, type Plan } from './plan.ts';
import { isRefusal, recordOf, writtenAt, type Records } from './records.ts';
import { refusal, type Refusal } from './refusal.ts';
import { indexConflict, valuesFault } from './value-rules.ts';

/** What becomes of the values, and the permissions for it. */
type Change = {
  readonly permissions: number;
  readonly refused?: Refusal | undefined;
  readonly values: readonly HandleValue[];
};

type Old = readonly HandleValue[];

/** With `overwrite`, values that are there already are replaced by those of the same index. */
export function planAdd(
  request: ValuesRequest,
  { records, nowMs, overwrite }: { records: Records; nowMs: number; overwrite: boolean },
): Promise<Plan> {
  const fault = valuesFault(request.values);
  const change = overwrite ? addOrModify : add;
  return plan(request.handle, records, fault, (old) =>
    change(old, writtenAt(nowMs, request.values)),
  );
}

export function planModify(request: ValuesRequest, records: Records, nowMs: number): Promise<Plan> {
  const fault = valuesFault(request.values);
  return plan(request.handle, records, fault, (old) =>
    modify(old, writtenAt(nowMs, request.values)),
  );
}

export function planRemove(request: RemoveRequest, records: Records): Promise<Plan> {
  const empty = refusal('invalidValue', 'Index list was empty', { openly: true });
  const fault = request.indexes.length === 0 ? empty : undefined;
  return plan(request.handle, records, fault, (old) => remove(old, new Set(request.indexes)));
}

async function plan(
  handle: string,
  records: Records,
  fault: Refusal | undefined,
  changeOf: (old: Old) => Change,
): Promise<Plan> {
  const question = await records.questionOf(handle);
  if (isRefusal(question)) return refusing(question);
  if (fault !== undefined) return refusing(fault);
  const old = await records.read(question.key);
  if (old === undefined) return refusing(refusal('handleNotFound'));
  const { permissions, refused, values } = changeOf(old.values);
  const needs = [{ record: old.values, permissions }];
  const reason = refused ?? countFault(values);
  if (reason !== undefined) return refusing(reason, needs);
  const record = recordOf(old.handle, values);
  if (isRefusal(record)) return refusing(record, needs);
  return {
    needs,
    write: { key: question.key, record, expect: old.revision },
    answer: async () => done,
  };
}

function add(old: Old, values: Old): Change {
  const { addAdmin, addValue } = adminPermission;
  const permissions = union(values, (value) => (isAdmin(value) ? addAdmin : addValue));
  const taken = indexesOf(old);
  const conflict = values.find(({ index }) => taken.has(index));
  const refused = conflict && indexConflict(conflict.index, { openly: false });
  return { permissions, refused, values: [...old, ...values] };
}

function addOrModify(old: Old, values: Old): Change {
  const taken = indexesOf(old);
  const added = values.filter(({ index }) => !taken.has(index));
  const replacing = values.filter(({ index }) => taken.has(index));
  const steps = [
    ...(replacing.length > 0 ? [modify(old, replacing)] : []),
    ...(added.length > 0 ? [add(old, added)] : []),
  ];
  const permissions = steps.reduce((sum, step) => sum | step.permissions, 0);
  const refused = steps.find((step) => step.refused !== undefined)?.refused;
  return { permissions, refused, values: [...modify(old, replacing).values, ...added] };
}

function remove(old: Old, indexes: ReadonlySet<number>): Change {
  const { removeAdmin, removeValue } = adminPermission;
  const gone = old.filter(({ index }) => indexes.has(index));
  const permissions = union(gone, (value) => (isAdmin(value) ? removeAdmin : removeValue));
  const known = indexesOf(old);
  const missing = [...indexes].filter((index) => !known.has(index));
  const refused = missing.length > 0 ? refusal('valuesNotFound', '') : undefined;
  const values = old.filter(({ index }) => !indexes.has(index));
  return { permissions: permissions || removeValue, refused, values };
}

function modify(old: Old, values: Old): Change {
  const byIndex = new Map(values.map((value) => [value.index, value]));
  const replaced = old.filter(({ index }) => byIndex.has(index));
  const permissions = union(replaced, (value) =>
    modifyPermission(value, byIndex.get(value.index) ?? value),
  );
  const next = old.map((value) => byIndex.get(value.index) ?? value);
  const refused = modifyFault(replaced, values.length);
  return { permissions: permissions || adminPermission.modifyValue, refused, values: next };
}

function modifyFault(replaced: Old, wanted: number): Refusal | undefined {
  if (replaced.length < wanted) return refusal('valuesNotFound', '', { openly: true });
  const fixed = replaced.find(
    ({ permissions }) => (permissions & valuePermission.adminWrite) === 0,
  );
  if (fixed === undefined) return undefined;
  return refusal('insufficientPermission', 'Value is read-only', { openly: true });
}

/** Turning a plain value into an administrator, or back, takes the rights for both. */
function modifyPermission(from: HandleValue, to: HandleValue): number {
  const { addAdmin, modifyAdmin, modifyValue, removeAdmin } = adminPermission;
  if (isAdmin(from)) return isAdmin(to) ? modifyAdmin : modifyAdmin | removeAdmin;
  return isAdmin(to) ? modifyValue | addAdmin : modifyValue;
}

function countFault(values: Old): Refusal | undefined {
  if (values.length === 0)
    return refusal('invalidValue', 'No value would remain: delete it instead');
  if (values.length <= limits.valuesPerHandleMax) return undefined;
  return refusal('invalidValue', `More than ${limits.valuesPerHandleMax} values`);
}

/** In any spelling, lest another server takes for an administrator what was added as a plain value. */
function isAdmin({ type }: HandleValue): boolean {
  return canonicalKey(type) === valueType.admin;
}

function indexesOf(values: Old): ReadonlySet<number> {
  return new Set(values.map(({ index }) => index));
}

function union(values: Old, permissionOf: (value: HandleValue) => number): number {
  return values.reduce((sum, value) => sum | permissionOf(value), 0);
}
