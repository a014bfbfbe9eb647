// `jingwei resolve` and `jingwei handles`.
import { defineCommand, type CommandInput } from '../../kernel/module/command.ts';
import { textTable } from '../../kernel/module/text-table.ts';
import type { Bilingual, Language } from '../../kernel/schema/bilingual.ts';
import type { HandleValueJson, Resolution, SignatureState } from './api.ts';
import { identifiersFailures } from './failures.ts';
import { exactLocalText, localText, momentOf } from './model/moment.ts';
import { nodeName, outcomeWords } from './model/path-words.ts';
import { shownText } from './model/shown-text.ts';
import { exportProof } from './trust/commands.ts';

const exitFound = 0;
const exitNotFound = 3;

export const resolveCommand = defineCommand({
  words: ['resolve'],
  summary: {
    en: 'Show the record of an identifier and which nodes led to it',
    zh: '解析标识，显示其记录与解析路径',
  },
  args: [{ name: 'handle', summary: { en: 'e.g. 88.118.8/P-1', zh: '例如 88.118.8/P-1' } }],
  options: {
    '--type': {
      value: 'types',
      summary: {
        en: 'Only values of these types, with commas',
        zh: '只显示这些类型的值，以逗号分隔',
      },
    },
    '--at': {
      value: 'time',
      summary: {
        en: 'What it was at a time: 2026-11-22 16:00, in this machine’s zone, or with a zone of its own',
        zh: '查询某一时刻的内容：如 2026-11-22 16:00（本机时区），也可自带时区',
      },
    },
    '--export': {
      value: 'file',
      summary: {
        en: 'Write the record with all that proves it to a file, for "verify"',
        zh: '将记录及其全部证明写入文件，供“verify”离线验证',
      },
    },
    '--fresh': {
      summary: {
        en: 'Ask the nodes even if the answer is known',
        zh: '不使用缓存，重新询问各节点',
      },
    },
    '--aliases': {
      summary: {
        en: 'Go on to the identifier that the record is another name (HS_ALIAS) of',
        zh: '若记录是别名（HS_ALIAS），继续解析其所指的标识',
      },
    },
  },
  async run(input) {
    const handle = input.args['handle'] ?? '';
    const file = input.options['--export'];
    if (file !== undefined) await exportProof(handle, file, input);
    const query = new URLSearchParams();
    for (const type of input.options['--type']?.split(',') ?? []) query.append('type', type);
    if (input.options['--fresh'] === 'true') query.set('fresh', 'true');
    if (input.options['--aliases'] === 'true') query.set('aliases', 'true');
    if (input.options['--at'] !== undefined) query.set('at', utcOf(input.options['--at']));
    const path = `/api/resolutions/${encodeURIComponent(handle)}?${query}`;
    const resolution = await input.api.call<Resolution>('GET', path);
    if (input.json) input.print(JSON.stringify(resolution));
    else printResolution(resolution, input);
    return resolution.responseCode === 1 ? exitFound : exitNotFound;
  },
});

const words = {
  notFound: { en: 'There is no identifier', zh: '标识未注册：' },
  notThen: { en: 'At that time there was no identifier', zh: '该时刻尚无此标识：' },
  none: { en: 'There are no identifiers under', zh: '该前缀下没有标识：' },
  noValues: { en: 'There are no such values in', zh: '没有符合条件的值：' },
  declined: { en: 'Nobody here is responsible for', zh: '没有节点负责：' },
  index: { en: 'INDEX', zh: '索引' },
  type: { en: 'TYPE', zh: '类型' },
  value: { en: 'VALUE', zh: '值' },
  wasSo: { en: 'So it was', zh: '有效时间' },
  untilNow: { en: 'now', zh: '至今' },
  path: { en: 'Path', zh: '解析路径' },
  alias: { en: 'another name of', zh: '别名，指向' },
  cached: { en: 'from memory', zh: '来自缓存' },
  asked: { en: 'Answered by', zh: '应答节点' },
  age: { en: 's ago', zh: '秒前' },
  now: { en: 'just now', zh: '刚刚' },
  stale: {
    en: 'STALE: no node answered, this is an old answer. It ran out',
    zh: '已过期：没有节点应答，以下为旧应答。过期于',
  },
  signature: { en: 'Signature: ', zh: '签名：' },
  signedBy: {
    en: ', by key {signer}, good until {until}',
    zh: '，密钥 {signer}，有效期至 {until}',
  },
  why: { en: ': ', zh: '：' },
  comma: { en: ', ', zh: '，' },
} as const satisfies Record<string, Bilingual>;

/** Addresses of steps that left no process. */
const placeWords: Readonly<Record<string, Bilingual>> = {
  cache: { en: 'cache', zh: '本地缓存' },
  local: { en: 'this program', zh: '本程序' },
};

const troubles: Readonly<Record<number, Bilingual>> = { 100: words.notFound, 200: words.noValues };

function printResolution(resolution: Resolution, { language, print, options }: CommandInput): void {
  const { handle, responseCode, values, path } = resolution;
  if (responseCode === 1) {
    const head = [words.index[language], words.type[language], words.value[language]];
    for (const line of textTable([head, ...values.map(valueRow)])) print(line);
    const { since, until } = resolution;
    if (since !== undefined) {
      const end = until === undefined ? words.untilNow[language] : localText(until);
      print('');
      print(`${words.wasSo[language]} ${localText(since)} – ${end}`);
    }
  } else {
    const isPast = responseCode === 100 && options['--at'] !== undefined;
    const trouble = isPast ? words.notThen : (troubles[responseCode] ?? words.declined);
    print(`${trouble[language]} ${handle}`);
  }
  print('');
  for (const line of originLines(resolution, language)) print(line);
  print(`${words.path[language]} (${milliseconds(resolution.tookMs)})`);
  const steps = path.map((step) => [
    '',
    nodeName(step.node)[language],
    placeWords[step.address]?.[language] ?? step.address,
    `${outcomeWords[step.outcome][language]} ${step.prefix ?? ''}`.trim(),
    step.cached ? words.cached[language] : milliseconds(step.tookMs),
    ...(step.alias === undefined ? [] : [`${words.alias[language]} ${step.alias}`]),
  ]);
  for (const line of textTable(steps)) print(line);
}

/** A time without a zone is of this machine's zone. */
function utcOf(text: string): string {
  const moment = momentOf(text, { localZone: true });
  if (typeof moment !== 'number') throw identifiersFailures['bad-time']({ time: text });
  return new Date(moment).toISOString();
}

const signatureWords: Readonly<Record<SignatureState['state'], Bilingual>> = {
  verified: { en: 'verified', zh: '已验证' },
  unsigned: { en: 'not signed', zh: '未签名' },
  undecided: { en: 'could not be checked', zh: '无法核验' },
  refused: { en: 'does not hold', zh: '无效' },
};

/** Who answered and when, a warning for an old answer, and what became of the signature. */
function originLines({ provenance, signature }: Resolution, language: Language): string[] {
  const lines: string[] = [];
  if (provenance !== undefined) {
    const { node, address, askedAt, ageS, staleForS } = provenance;
    if (staleForS !== undefined) {
      lines.push(`${words.stale[language]} ${staleForS} ${words.age[language]}`);
    }
    const when = ageS > 0 ? `${ageS} ${words.age[language]}` : words.now[language];
    const who = `${nodeName(node)[language]} (${address})`;
    const told = [`${words.asked[language]} ${who}`, localText(askedAt), when];
    lines.push(told.join(words.comma[language]));
  }
  if (signature !== undefined) {
    const told =
      signature.state === 'verified'
        ? words.signedBy[language]
            .replace('{signer}', signature.signer)
            .replace('{until}', localText(signature.until))
        : 'reason' in signature
          ? `${words.why[language]}${signature.text?.[language] ?? signature.reason}`
          : '';
    const state = signatureWords[signature.state][language];
    lines.push(`${words.signature[language]}${state}${told}`);
  }
  return lines;
}

export function valueRow({ index, type, data }: HandleValueJson): string[] {
  const text =
    data.format === 'site'
      ? siteText(data.value)
      : shownText(type, plainText(data.value), exactLocalText);
  return [String(index), type, text.replaceAll('\n', ' ')];
}

function plainText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Where a site is reached: a whole site does not fit on a line; `--json` prints it. */
function siteText(value: unknown): string {
  const { servers } = value as Partial<SiteJson>;
  const places = (servers ?? []).flatMap(({ address, interfaces }) =>
    interfaces.map(({ protocol, port }) => `${address}:${port}/${protocol.toLowerCase()}`),
  );
  return places.join(', ') || plainText(value);
}

type SiteJson = {
  readonly servers: readonly {
    readonly address: string;
    readonly interfaces: readonly { readonly protocol: string; readonly port: number }[];
  }[];
};

function milliseconds(span: number): string {
  return `${span.toFixed(span < 10 ? 1 : 0)} ms`;
}

type Page = { readonly handles: readonly string[]; readonly next?: string };
const pageSize = 1_000;

export const handlesCommand = defineCommand({
  words: ['handles'],
  summary: { en: 'List the identifiers under a prefix', zh: '列出某前缀下的标识' },
  args: [{ name: 'prefix', summary: { en: 'e.g. 88.118.8', zh: '例如 88.118.8' } }],
  async run(input) {
    const all: string[] = [];
    let isEmpty = true;
    let after: string | undefined;
    do {
      const query = new URLSearchParams({
        prefix: input.args['prefix'] ?? '',
        pageSize: String(pageSize),
      });
      if (after !== undefined) query.set('after', after);
      const page = await input.api.call<Page>('GET', `/api/handles?${query}`);
      if (input.json) all.push(...page.handles);
      else for (const handle of page.handles) input.print(handle);
      isEmpty &&= page.handles.length === 0;
      after = page.next;
    } while (after !== undefined && !input.signal.aborted);
    if (input.json) input.print(JSON.stringify(all));
    else if (isEmpty) input.note(`${words.none[input.language]} ${input.args['prefix'] ?? ''}`);
    return exitFound;
  },
});
