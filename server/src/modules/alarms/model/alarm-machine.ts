// One alarm's state, moved by what happens to it. Shelving, suppression by design and out of service lie over the states
// of the process (A–F): while one of them holds, only whether the condition is true is followed, and when the last is
// lifted the alarm is normal or occurs anew (G, H, I → A or B of the diagram).
import { transitionOf, type AlarmState, type AnnunciatedState } from './alarm-table.ts';

export type Shelving = {
  readonly by: string;
  readonly why: string;
  readonly atMs: number;
  readonly untilMs: number;
  /** Ends also when the process returns to normal. */
  readonly oneShot: boolean;
};
/** `rule`: its own condition; `flood`: until the flood is over; `person`: until a person lifts it. */
export type Suppression = {
  readonly by: 'rule' | 'flood' | 'person';
  readonly who: string;
  readonly why: string;
  readonly atMs: number;
};
export type OutOfService = {
  readonly by: string;
  readonly why: string;
  readonly atMs: number;
  readonly untilMs?: number;
};

export type AlarmStatus = {
  /** Normal while something lies over it. */
  readonly process: AnnunciatedState;
  /** The condition holds, delays included. */
  readonly active: boolean;
  readonly shelved?: Shelving;
  readonly suppressed?: readonly Suppression[];
  readonly outOfService?: OutOfService;
};

export type AlarmEvent =
  | { readonly kind: 'raised' | 'returned' | 'acknowledged' | 'reset' | 'unshelved' | 'in-service' }
  | { readonly kind: 'shelved'; readonly shelving: Shelving }
  | { readonly kind: 'suppressed'; readonly suppression: Suppression }
  | { readonly kind: 'unsuppressed'; readonly by: Suppression['by'] }
  | { readonly kind: 'out-of-service'; readonly outOfService: OutOfService };
export type AlarmEventKind = AlarmEvent['kind'];

export const untouched: AlarmStatus = { process: 'normal', active: false };

export function stateOf({ process, shelved, suppressed, outOfService }: AlarmStatus): AlarmState {
  if (outOfService) return 'out-of-service';
  if (suppressed) return 'suppressed';
  return shelved ? 'shelved' : process;
}

export function isCovered({ shelved, suppressed, outOfService }: AlarmStatus): boolean {
  return shelved !== undefined || suppressed !== undefined || outOfService !== undefined;
}

/** Undefined where the event means nothing in this state, e.g. to acknowledge what is normal. */
export function step(
  status: AlarmStatus,
  event: AlarmEvent,
  rule: { readonly latching: boolean },
): AlarmStatus | undefined {
  switch (event.kind) {
    case 'raised':
    case 'returned':
      return told(status, event.kind, rule.latching);
    case 'acknowledged':
    case 'reset': {
      const to = transitionOf(status.process, event.kind, rule.latching);
      return to && !isCovered(status) ? { ...status, process: to } : undefined;
    }
    case 'unshelved':
      return status.shelved && uncovered(without(status, 'shelved'));
    case 'in-service':
      return status.outOfService && uncovered(without(status, 'outOfService'));
    case 'shelved':
      return covered({ ...status, shelved: event.shelving });
    case 'out-of-service':
      return covered({ ...status, outOfService: event.outOfService });
    case 'suppressed': {
      const others = (status.suppressed ?? []).filter(({ by }) => by !== event.suppression.by);
      return covered({ ...status, suppressed: [...others, event.suppression] });
    }
    case 'unsuppressed': {
      const before = status.suppressed ?? [];
      const left = before.filter(({ by }) => by !== event.by);
      if (left.length === before.length) return undefined;
      if (left.length > 0) return { ...status, suppressed: left };
      return uncovered(without(status, 'suppressed'));
    }
  }
}

function told(
  status: AlarmStatus,
  kind: 'raised' | 'returned',
  latching: boolean,
): AlarmStatus | undefined {
  const active = kind === 'raised';
  if (status.active === active) return undefined;
  if (isCovered(status)) {
    const { shelved } = status;
    const next = { ...status, active };
    return !active && shelved?.oneShot === true ? uncovered(without(next, 'shelved')) : next;
  }
  return { ...status, active, process: transitionOf(status.process, kind, latching) ?? 'normal' };
}

function covered(status: AlarmStatus): AlarmStatus {
  return { ...status, process: 'normal' };
}

function uncovered(status: AlarmStatus): AlarmStatus {
  if (isCovered(status)) return status;
  return { ...status, process: status.active ? 'unacknowledged' : 'normal' };
}

function without(
  { shelved, suppressed, outOfService, ...bare }: AlarmStatus,
  what: 'shelved' | 'suppressed' | 'outOfService',
): AlarmStatus {
  return {
    ...bare,
    ...(what === 'shelved' || !shelved ? {} : { shelved }),
    ...(what === 'suppressed' || !suppressed ? {} : { suppressed }),
    ...(what === 'outOfService' || !outOfService ? {} : { outOfService }),
  };
}
