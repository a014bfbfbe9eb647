// A plan with one of its parts put, renamed or taken away: whoever refers to a part by its name follows. Applied to the plan as
// the server has it at that moment, so that two people who write at once do not undo each other.
import type { AlarmEscalation, AlarmPerson, AlarmPlan, AlarmWay } from '@jingwei/sdk';

export type PlanChange = (plan: AlarmPlan) => AlarmPlan;

type Named = { readonly name: string };

/** In the place of the one of that name; at the end where there is none. */
function replaced<T extends Named>(all: readonly T[], before: string | undefined, one: T): T[] {
  const isThere = all.some(({ name }) => name === before);
  return isThere ? all.map((old) => (old.name === before ? one : old)) : [...all, one];
}

function without<T extends Named>(all: readonly T[], name: string): T[] {
  return all.filter((one) => one.name !== name);
}

export function withWay(before: string | undefined, way: AlarmWay): PlanChange {
  return (plan) => ({
    ...plan,
    ways: replaced(plan.ways, before, way),
    people: plan.people.map((one) =>
      before !== undefined && one.way === before ? { ...one, way: way.name } : one,
    ),
  });
}

export function withPerson(before: string | undefined, person: AlarmPerson): PlanChange {
  const renamed = (name: string) => (name === before ? person.name : name);
  return (plan) => ({
    ...plan,
    people: replaced(plan.people, before, person),
    escalations: plan.escalations.map((one) => ({
      ...one,
      steps: one.steps.map((step) => ({ ...step, people: step.people.map(renamed) })),
    })),
  });
}

export function withEscalation(
  before: string | undefined,
  escalation: AlarmEscalation,
): PlanChange {
  return (plan) => ({ ...plan, escalations: replaced(plan.escalations, before, escalation) });
}

export type PlanPart = 'ways' | 'people' | 'escalations';

export function withoutPart(part: PlanPart, name: string): PlanChange {
  return (plan) => ({ ...plan, [part]: without<Named>(plan[part], name) });
}

/** Who refers to it, by name: a part that is in use stays. */
export function usersOf(plan: AlarmPlan, part: PlanPart, name: string): string[] {
  const users: readonly Named[] =
    part === 'ways'
      ? plan.people.filter(({ way }) => way === name)
      : part === 'people'
        ? plan.escalations.filter(({ steps }) => steps.some(({ people }) => people.includes(name)))
        : [];
  return users.map((one) => one.name);
}
