// Importing products from a file.
import { defineCommand, type Command, type CommandInput } from '../../kernel/module/command.ts';
import type { Bilingual, Language } from '../../kernel/schema/bilingual.ts';
import { epochUsOf } from '../../wire/iso-time.ts';
import type { Product } from './api.ts';
import { traceFailures } from './failures.ts';
import { readMoulding } from './import/read-moulding.ts';

const batchSize = 500;
const troublesShownMax = 10;

export const importProducts: Command = defineCommand({
  words: ['import', 'products'],
  summary: {
    en: 'Register the cycles of a moulding record (CSV); a second run changes nothing',
    zh: '从注塑记录（CSV）注册产品；重复运行不产生变化',
  },
  args: [{ name: 'file', summary: { en: 'The CSV file', zh: 'CSV 文件' } }],
  options: {
    '--machine': {
      value: 'identifier',
      summary: { en: 'The machine that made them', zh: '生产设备的标识' },
      defaultsTo: '88.118.8/M-PRESS-RECORDED',
    },
    '--product': {
      value: 'text',
      summary: { en: 'What they are', zh: '产品类型' },
      defaultsTo: 'road-lamp lens',
    },
    '--first': {
      value: 'suffix',
      summary: { en: 'Suffix of the first row; its digits count upward', zh: '首行后缀，数字递增' },
      defaultsTo: 'L-000001',
    },
    '--first-start': {
      value: 'time',
      summary: {
        en: 'When the first cycle began: the record has no clock, so times are reckoned from here',
        zh: '首个循环的开始时间：记录中没有时钟，时间由此推算',
      },
      defaultsTo: '2021-01-01T00:00:00Z',
    },
  },
  run: importFile,
});

type BatchAnswer = {
  readonly prefix: string;
  readonly outcomes: readonly string[];
  readonly refusals: readonly { position: number; message: Bilingual }[];
};
type Report = { readonly rows: number; counts: Record<string, number>; troubles: string[] };

async function importFile(input: CommandInput): Promise<number> {
  const products = await readFile(input);
  const report: Report = { rows: products.length, counts: {}, troubles: [] };
  for (let from = 0; from < products.length; from += batchSize) {
    input.signal.throwIfAborted();
    const batch = products.slice(from, from + batchSize);
    const answer = await input.api.call<BatchAnswer>('POST', '/api/products', { products: batch });
    count(report, answer, { batch, language: input.language });
    input.note(`${Math.min(from + batchSize, products.length)} / ${products.length}`);
  }
  tell(input, report);
  return report.troubles.length > 0 ? 5 : 0;
}

function count(
  report: Report,
  { prefix, outcomes, refusals }: BatchAnswer,
  { batch, language }: { batch: readonly Product[]; language: Language },
): void {
  outcomes.forEach((outcome, i) => {
    report.counts[outcome] = (report.counts[outcome] ?? 0) + 1;
    if (outcome !== 'conflict') return;
    const handle = `${prefix}/${batch[i]?.part}`;
    report.troubles.push(
      language === 'zh'
        ? `${handle} 已以其他内容注册`
        : `${handle} is registered with other values`,
    );
  });
  for (const { message } of refusals) report.troubles.push(message[language]);
}

async function readFile({ args, options, world }: CommandInput): Promise<Product[]> {
  const path = args['file'] ?? '';
  const bytes = await world.disk.read(path).catch((error: unknown) => {
    throw traceFailures['no-such-file']({ path }, error);
  });
  if (!bytes) throw traceFailures['no-such-file']({ path });
  const start = options['--first-start'] ?? '';
  const firstStartUs = epochUsOf(start);
  if (firstStartUs === undefined) {
    const reason = {
      en: 'write it like 2021-01-01T00:00:00Z',
      zh: '请写成 2021-01-01T00:00:00Z 的形式',
    };
    throw traceFailures['bad-option']({ option: '--first-start', value: start, reason });
  }
  return readMoulding({
    path,
    text: new TextDecoder().decode(bytes),
    product: options['--product'] ?? '',
    machine: options['--machine'] ?? '',
    firstPart: options['--first'] ?? '',
    firstStart: firstStartUs / 1_000,
  });
}

function tell({ print, json, language }: CommandInput, { rows, counts, troubles }: Report): void {
  const { registered = 0, unchanged = 0, conflict = 0, refused = 0 } = counts;
  if (json) {
    print(JSON.stringify({ rows, registered, unchanged, conflict, refused, troubles }));
    return;
  }
  const zh = language === 'zh';
  print(
    zh
      ? `${rows} 行：新注册 ${registered}，未变化 ${unchanged}，冲突 ${conflict}，拒绝 ${refused}`
      : `${rows} rows: ${registered} registered, ${unchanged} unchanged, ${conflict} in conflict, ${refused} refused`,
  );
  if (unchanged === rows) {
    print(
      zh
        ? '内容与已注册的完全一致，未作任何修改。'
        : 'Everything was registered already. Nothing was changed.',
    );
  }
  for (const trouble of troubles.slice(0, troublesShownMax)) print(`  ${trouble}`);
}
