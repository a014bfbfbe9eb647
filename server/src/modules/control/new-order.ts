// What an order must be before it is one, whether its machine is here or at a gateway elsewhere.
import { allows, type Principal } from '../../kernel/access/rights.ts';
import type { World } from '../../kernel/world/world.ts';
import { enterpriseOf } from '../assets/api.ts';
import type { SignalValue } from '../connectivity/api.ts';
import { writeSignalsRight, type OrderRequest } from './api.ts';
import { controlFailures } from './failures.ts';

/** Fails with `control.several-enterprises` or `control.not-allowed`. */
export function checkedEnterprise(principal: Principal, writes: readonly SignalValue[]): string {
  const enterprise = enterpriseOf(writes[0]?.signal ?? '');
  for (const { signal } of writes) {
    const other = enterpriseOf(signal);
    if (other !== enterprise) {
      throw controlFailures['several-enterprises']({ one: enterprise, other });
    }
    if (!allows(principal, writeSignalsRight, signal)) {
      throw controlFailures['not-allowed']({ signal, right: writeSignalsRight.name });
    }
  }
  return enterprise;
}

export function idOf({ clock, random }: World): string {
  return `${clock.now().toString(36)}-${Buffer.from(random.bytes(6)).toString('hex')}`;
}

export function keyOf(principal: Principal, { key }: OrderRequest): string | undefined {
  return key === undefined ? undefined : `${principal.id} ${key}`;
}
