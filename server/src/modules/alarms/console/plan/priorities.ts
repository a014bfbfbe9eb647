// The priorities as choices in the reader's language, the most urgent first.
import type { AlarmPriority } from '@jingwei/sdk';
import { useText } from '@jingwei/console/kit';
import { priorityWords } from '../words.ts';

const priorities = Object.keys(priorityWords) as AlarmPriority[];

export function usePriorities(): { value: AlarmPriority; label: string }[] {
  const t = useText();
  return priorities.map((value) => ({ value, label: t(priorityWords[value]) }));
}
