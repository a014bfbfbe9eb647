// What stands in the page of one source before it is saved, and the settings that come of it. Pure.
import type { MachineSettings, ProtocolFacts, SourceSettings } from '@jingwei/sdk';
import type { Bilingual } from '@jingwei/console/kit';
import { answersOf, fieldsOf, readAnswers, type Answers, type Field } from './connection-form.ts';
import { readRows, rowOf, type CellProblems, type SignalRow } from './signal-sheet.ts';

export const machineFacts = [
  'id',
  'name',
  'type',
  'manufacturer',
  'model',
  'serialNumber',
] as const;
export const levels = ['site', 'area', 'line', 'cell'] as const;

export type Draft = {
  readonly name: string;
  readonly answers: Answers;
  readonly machine: Readonly<Record<(typeof machineFacts)[number], string>>;
  /** ISA-95 levels from the site down; deeper ones than the page has travel along. */
  readonly location: readonly string[];
  readonly rows: readonly SignalRow[];
  readonly priority: string;
};

export function draftOf(fields: readonly Field[], given?: Partial<SourceSettings>): Draft {
  const { name = '', connection, machine = {}, signals = [], priority = 'normal' } = given ?? {};
  const facts = machineFacts.map((fact) => [fact, machine[fact] ?? '']);
  return {
    name,
    priority,
    answers: answersOf(fields, connection),
    machine: Object.fromEntries(facts) as Draft['machine'],
    location: levels
      .map((_level, i) => machine.location?.[i] ?? '')
      .concat(machine.location?.slice(levels.length) ?? []),
    rows: signals.map(rowOf),
  };
}

export type Problems = {
  readonly name?: Bilingual;
  readonly machineId?: Bilingual;
  readonly location?: Bilingual;
  readonly connection: ReadonlyMap<string, Bilingual>;
  readonly cells: CellProblems;
  readonly count: number;
};

/** What every part of the page gets. */
export type Part = {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  /** Only after a first try, so that nobody is told off before having typed. */
  readonly problems: Problems | undefined;
  readonly protocol: ProtocolFacts;
  readonly settings: SourceSettings;
  readonly enterprise: string | undefined;
};

const troubles = {
  name: {
    en: 'Up to 64 letters, digits and . _ -, the first a letter or digit.',
    zh: '最多 64 个字母、数字或 . _ -，须以字母或数字开头。',
  },
  gap: { en: 'A level above this one is empty.', zh: '其上一级为空。' },
} satisfies Record<string, Bilingual>;

const suffix = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

export function settingsOf(
  draft: Draft,
  protocol: ProtocolFacts,
): { readonly settings: SourceSettings; readonly problems: Problems } {
  const { connection, problems: ofConnection } = readAnswers(
    fieldsOf(protocol.connection),
    draft.answers,
  );
  const { signals, problems: cells } = readRows(draft.rows);
  const name = draft.name.trim();
  const machine = machineOf(draft);
  const priority = (['low', 'high'] as const).find((one) => one === draft.priority);
  const wrong = {
    ...(name.length <= 64 && suffix.test(name) ? {} : { name: troubles.name }),
    ...(machine.id === undefined || suffix.test(machine.id) ? {} : { machineId: troubles.name }),
    ...(machine.location?.includes('') === true ? { location: troubles.gap } : {}),
  };
  const count = Object.keys(wrong).length + ofConnection.size + cells.size;
  return {
    settings: {
      ...{ name, protocol: protocol.name, connection },
      ...(Object.keys(machine).length === 0 ? {} : { machine }),
      ...(signals.length === 0 ? {} : { signals }),
      ...(priority === undefined ? {} : { priority }),
    },
    problems: { ...wrong, connection: ofConnection, cells, count },
  };
}

function machineOf({ machine, location }: Draft): MachineSettings {
  const said = machineFacts.flatMap((fact) => {
    const told = machine[fact].trim();
    return told === '' ? [] : [[fact, told]];
  });
  const named = location.map((level) => level.trim());
  const deepest = named.findLastIndex((level) => level !== '');
  return {
    ...(Object.fromEntries(said) as MachineSettings),
    ...(deepest < 0 ? {} : { location: named.slice(0, deepest + 1) }),
  };
}
