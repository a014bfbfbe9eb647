// What other modules may know of upkeep: who may correct, thin and copy readings, and that readings came to be others.
import { defineRight } from '../../kernel/access/rights.ts';
import { defineEvent } from '../../kernel/events/events.ts';
import { Type, type Static } from '../../kernel/schema/schema.ts';

export const correctRight = defineRight('upkeep.correct', {
  en: 'Correct readings, and undo corrections',
  zh: '更正读数、撤销更正',
});
export const retentionRight = defineRight('upkeep.retention', {
  en: 'Say how long readings are kept',
  zh: '设置读数保留期限',
});
export const backupRight = defineRight('upkeep.backup', {
  en: 'Make, verify and restore backups of readings',
  zh: '备份、校验与恢复读数',
});

/**
 * What is asked of this signal in this span is no longer what it was: corrected, a correction undone, or restored. Who
 * keeps results that rest on it computes them again; who asks each time need not listen.
 */
export const readingsCorrected = defineEvent({
  name: 'upkeep.readings-corrected',
  title: { en: 'Readings of a signal were corrected', zh: '测点读数已更正' },
  schema: Type.Object({
    signal: Type.String(),
    /** Inclusive, by the machine's time. */
    fromUs: Type.Integer(),
    /** Exclusive. */
    toUs: Type.Integer(),
  }),
});
export type ReadingsCorrected = Static<typeof readingsCorrected.schema>;
