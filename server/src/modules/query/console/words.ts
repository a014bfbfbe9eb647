// Words that several parts of the page share.
import type { Bilingual } from '@jingwei/console/kit';
import type { everyChoices, View } from './address.ts';

export const viewWords: Readonly<Record<View, Bilingual>> = {
  chart: { en: 'Chart', zh: '曲线' },
  table: { en: 'Table', zh: '表格' },
  sql: { en: 'SQL', zh: 'SQL' },
};

export const everyWords: Readonly<Record<(typeof everyChoices)[number], Bilingual>> = {
  '': { en: 'Readings', zh: '逐条读数' },
  auto: { en: 'Minimum, mean, maximum', zh: '最小/平均/最大' },
  '1m': { en: '… of 1 minute', zh: '…每 1 分钟' },
  '5m': { en: '… of 5 minutes', zh: '…每 5 分钟' },
  '15m': { en: '… of 15 minutes', zh: '…每 15 分钟' },
  hour: { en: '… of an hour', zh: '…每小时' },
  shift: { en: '… of a shift', zh: '…每班次' },
  day: { en: '… of a day', zh: '…每日' },
  week: { en: '… of a week', zh: '…每周' },
};
