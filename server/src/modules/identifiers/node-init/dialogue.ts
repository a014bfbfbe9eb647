// Puts a plan together: what flags say stands, the rest is asked at the terminal, or takes its default
// where nobody can be asked.
import { fill, type Language } from '../../../kernel/schema/bilingual.ts';
import { identifiersFailures } from '../failures.ts';
import { fields, planOf, type Field, type FieldName, type NodePlan } from './plan.ts';

export type DialogueInput = {
  /** By flag. */
  readonly options: Readonly<Record<string, string | undefined>>;
  readonly ask: (question: string) => Promise<string | undefined>;
  readonly note: (line: string) => void;
  readonly language: Language;
};

const again = { en: '  That will not do: {fault}.', zh: '  不可用：{fault}。' };

/** Fails with `identifiers.bad-answer` for a flag that will not do, or one that is missing. */
export async function planByDialogue(input: DialogueInput): Promise<NodePlan> {
  const texts: Partial<Record<FieldName, string>> = {};
  for (const field of fields) texts[field.name] = await textOf(field, texts, input);
  return planOf(texts as Record<FieldName, string>);
}

async function textOf(
  field: Field,
  soFar: Partial<Record<FieldName, string>>,
  { options, ask, note, language }: DialogueInput,
): Promise<string> {
  const given = options[field.flag]?.trim();
  const usual = field.defaultsTo(soFar);
  if (given !== undefined) return checked(field, given);
  if (!field.asked(soFar)) return usual ?? '';
  for (;;) {
    const shown = usual === undefined || usual === '' ? '' : ` [${usual}]`;
    const answer = await ask(`${field.question[language]}${shown} `);
    const text = answer === undefined || answer.trim() === '' ? usual : answer.trim();
    const fault = text === undefined ? undefined : field.fault(text);
    if (text !== undefined && fault === undefined) return text;
    if (answer === undefined) return checked(field, text);
    if (fault !== undefined) note(fill(again, { fault })[language]);
  }
}

function checked(field: Field, text: string | undefined): string {
  const { flag } = field;
  if (text === undefined) {
    const fault = { en: 'it is missing', zh: '缺少该参数' };
    throw identifiersFailures['bad-answer']({ flag, fault });
  }
  const fault = field.fault(text);
  if (fault !== undefined) throw identifiersFailures['bad-answer']({ flag, fault });
  return text;
}
