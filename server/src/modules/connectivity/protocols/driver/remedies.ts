// What a person can do about lines of a driver that are not taken.
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';

const agreed: Bilingual = {
  en: 'The driver writes something else than agreed. Write one JSON object a line as docs/guides/write-a-driver.md says, and other output to the error stream.',
  zh: '驱动的输出不符合约定。请按 docs/guides/write-a-driver.md 每行输出一个 JSON 对象，其他输出写入错误流。',
};

export const driverRemedies = {
  'too-long': agreed,
  'not-json': agreed,
  'not-agreed': agreed,
  'unknown-signal': {
    en: 'The driver tells of a signal that neither it nor the source describes. Correct its id.',
    zh: '驱动上报了未描述的测点。请更正测点编号。',
  },
  'bad-time': {
    en: 'The driver tells a time that cannot be read or lies in the future; these readings are left out. Write ISO 8601 with a zone, or milliseconds since 1970.',
    zh: '驱动上报的时间无法解析或在未来，相关读数未保存。请使用带时区的 ISO 8601 或自 1970 年起的毫秒数。',
  },
} satisfies Record<string, Bilingual>;
