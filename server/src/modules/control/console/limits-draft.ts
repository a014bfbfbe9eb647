// The limits of a signal as they are typed, and as settings again. Pure.
import type { ControlValue, Interlock } from '@jingwei/sdk';

export const numbers = ['minimum', 'maximum', 'stepMaximum', 'tolerance'] as const;
export type LimitsDraft = Readonly<Record<(typeof numbers)[number], string>> & {
  /** One value a line. */
  readonly allowed: string;
  readonly condition: string;
  readonly inputs: readonly { readonly name: string; readonly signal: string }[];
  readonly secondPerson: boolean;
  readonly readBackMs: string;
};

const usual: Interlock = { secondPerson: true, readBackMs: 2_000 };

export function draftOf(given: Interlock = usual): LimitsDraft {
  const told = (value: number | undefined) => (value === undefined ? '' : String(value));
  return {
    minimum: told(given.minimum),
    maximum: told(given.maximum),
    stepMaximum: told(given.stepMaximum),
    tolerance: told(given.tolerance),
    allowed: (given.allowed ?? []).join('\n'),
    condition: given.condition ?? '',
    inputs: given.inputs ?? [],
    secondPerson: given.secondPerson,
    readBackMs: String(given.readBackMs),
  };
}

/** `kind`: of the signal, so that an allowed `1` is a number or a text as it is. */
export function interlockOf(
  draft: LimitsDraft,
  kind: string,
): { readonly interlock: Interlock; readonly wrong: readonly string[] } {
  const wrong: string[] = [];
  const read = (name: string, told: string): number => {
    const value = Number(told);
    if (!Number.isFinite(value)) wrong.push(name);
    return value;
  };
  const said = numbers.flatMap((name) => {
    const told = draft[name].trim();
    return told === '' ? [] : [[name, read(name, told)]];
  });
  const allowed = draft.allowed.split('\n').flatMap((line): ControlValue[] => {
    const told = line.trim();
    if (told === '') return [];
    if (kind === 'boolean') return [told === 'true'];
    return [kind === 'number' ? read('allowed', told) : told];
  });
  const condition = draft.condition.trim();
  return {
    wrong,
    interlock: {
      ...(Object.fromEntries(said) as Partial<Record<(typeof numbers)[number], number>>),
      ...(allowed.length === 0 ? {} : { allowed }),
      ...(condition === '' ? {} : { condition }),
      ...(draft.inputs.length === 0 ? {} : { inputs: draft.inputs }),
      secondPerson: draft.secondPerson,
      readBackMs: read('readBackMs', draft.readBackMs.trim() || '0'),
    },
  };
}
