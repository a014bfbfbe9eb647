// Ways, people and escalations between their forms and the server: fields as a person fills them in, what is missing before it
// is worth asking the server, and what is told, without what is empty.
import type { AlarmEscalation, AlarmPerson, AlarmPriority, AlarmWay } from '@jingwei/sdk';
import type { Bilingual } from '@jingwei/console/kit';

/** What the server shows in the place of a secret, and takes back for it. */
export const kept = '••••••';
const secretLength = 6;
const minuteMs = 60_000;
const delayMinutesMax = 7 * 1_440;

const problems = {
  name: { en: 'Name: give one, without a slash.', zh: '名称：请填写，不含斜杠。' },
  taken: { en: 'Name: there is one of this name already.', zh: '名称：已被占用。' },
  url: {
    en: 'Address: write it with http:// or https://, e.g. https://example.org/hook.',
    zh: '地址：须以 http:// 或 https:// 开头，例如 https://example.org/hook。',
  },
  secret: {
    en: 'Secret: at least {count} characters; the receiver checks the signature with it.',
    zh: '密钥：至少 {count} 个字符；接收方用其验证签名。',
  },
  again: {
    en: 'Secret: write it again, since the name or the server is another now.',
    zh: '密钥：名称或服务器已更改，请重新填写。',
  },
  host: {
    en: 'Server: name it, e.g. smtp.example.org.',
    zh: '服务器：请填写，例如 smtp.example.org。',
  },
  port: { en: 'Port: a whole number up to 65535.', zh: '端口：须为不超过 65535 的整数。' },
  from: {
    en: 'Sender: an address, e.g. alarms@example.org.',
    zh: '发件人：须为邮箱地址，例如 alarms@example.org。',
  },
  way: { en: 'Way: choose one.', zh: '通知方式：请选择。' },
  address: { en: 'Mail address: it is missing or none.', zh: '邮箱地址：未填写或格式不正确。' },
  quiet: {
    en: 'Quiet hours: write e.g. 22:00 and 06:00.',
    zh: '免打扰时段：例如 22:00 至 06:00。',
  },
  priorities: { en: 'Priorities: choose at least one.', zh: '优先级：至少选择一个。' },
  steps: { en: 'Steps: there must be one at least.', zh: '级别：至少设置一级。' },
  delay: {
    en: 'Step {step}: the delay is a number of minutes, at most 7 days.',
    zh: '第 {step} 级：延时须为分钟数，最长 7 天。',
  },
  people: { en: 'Step {step}: choose whom to tell.', zh: '第 {step} 级：请选择通知对象。' },
} satisfies Record<string, Bilingual>;

export type Problem = {
  readonly says: Bilingual;
  readonly values?: Readonly<Record<string, number>>;
};

/** Of the name of a part: `others` are those of the same kind. */
function nameProblems(name: string, others: readonly string[]): Problem[] {
  const told = name.trim();
  if (told === '' || told.includes('/') || told.length > 80) return [{ says: problems.name }];
  return others.includes(told) ? [{ says: problems.taken }] : [];
}

export type WayDraft = Readonly<
  Record<
    | 'kind'
    | 'name'
    | 'url'
    | 'secret'
    | 'host'
    | 'port'
    | 'security'
    | 'user'
    | 'from'
    | 'authorities',
    string
  >
>;

export function draftOfWay(way: AlarmWay | undefined): WayDraft {
  const empty = {
    ...{ kind: 'webhook', name: '', url: '', secret: '', host: '', port: '587' },
    ...{ security: 'starttls', user: '', from: '', authorities: way?.authorities ?? '' },
  };
  if (!way) return empty;
  if (way.kind === 'webhook') {
    const { name, url, secret } = way;
    return { ...empty, name, url, secret };
  }
  const { kind, name, host, port, security, user = '', from, password = '' } = way;
  return { ...empty, kind, name, host, port: String(port), security, user, from, secret: password };
}

/** Dots stand for the secret of the same name and server only: the server would hand it to nobody else. */
function isSecretLost(draft: WayDraft, before: AlarmWay | undefined): boolean {
  if (draft.secret !== kept) return false;
  const way = wayOf(draft);
  if (!before || way.name !== before.name) return true;
  if (way.kind === 'webhook') return before.kind !== 'webhook' || way.url !== before.url;
  if (before.kind !== 'mail' || way.host !== before.host) return true;
  return way.port !== before.port || way.security !== before.security;
}

export function wayProblems(
  draft: WayDraft,
  given: { readonly before: AlarmWay | undefined; readonly others: readonly string[] },
): Problem[] {
  const found = nameProblems(draft.name, given.others);
  if (draft.kind === 'webhook') {
    if (!/^https?:\/\/[^\s@]+$/.test(draft.url.trim())) found.push({ says: problems.url });
    if (draft.secret.length < secretLength) {
      found.push({ says: problems.secret, values: { count: secretLength } });
    }
  } else {
    if (draft.host.trim() === '') found.push({ says: problems.host });
    const port = Number(draft.port);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) found.push({ says: problems.port });
    if (!isAddress(draft.from)) found.push({ says: problems.from });
  }
  if (isSecretLost(draft, given.before)) found.push({ says: problems.again });
  return found;
}

export function wayOf(draft: WayDraft): AlarmWay {
  const name = draft.name.trim();
  const authorities = draft.authorities.trim() === '' ? {} : { authorities: draft.authorities };
  if (draft.kind === 'webhook') {
    return { kind: 'webhook', name, url: draft.url.trim(), secret: draft.secret, ...authorities };
  }
  const security = (['tls', 'none'] as const).find((one) => one === draft.security) ?? 'starttls';
  return {
    ...{ kind: 'mail', name, host: draft.host.trim(), port: Number(draft.port), security },
    ...(draft.user.trim() === '' ? {} : { user: draft.user.trim() }),
    ...(draft.secret === '' ? {} : { password: draft.secret }),
    ...{ from: draft.from.trim(), ...authorities },
  };
}

function isAddress(text: string): boolean {
  return /^[^\s@,]+@[^\s@,]+$/.test(text.trim());
}

/** `address` is empty where the way needs none. */
export type PersonDraft = Required<Omit<AlarmPerson, 'quiet'>> & {
  readonly isQuiet: boolean;
  readonly quiet: NonNullable<AlarmPerson['quiet']>;
};

export function draftOfPerson(person: AlarmPerson | undefined, way = ''): PersonDraft {
  const quiet = { from: '22:00', to: '06:00', except: ['critical' as const] };
  if (!person) return { name: '', language: 'zh', way, address: '', isQuiet: false, quiet };
  const { address = '', quiet: hours } = person;
  return { ...person, address, isQuiet: hours !== undefined, quiet: hours ?? quiet };
}

export function personProblems(
  draft: PersonDraft,
  given: { readonly ways: readonly AlarmWay[]; readonly others: readonly string[] },
): Problem[] {
  const found = nameProblems(draft.name, given.others);
  const way = given.ways.find(({ name }) => name === draft.way);
  if (!way) found.push({ says: problems.way });
  const needsAddress = way?.kind === 'mail' || draft.address.trim() !== '';
  if (needsAddress && !isAddress(draft.address)) found.push({ says: problems.address });
  const isTime = (text: string) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
  if (draft.isQuiet && !(isTime(draft.quiet.from) && isTime(draft.quiet.to))) {
    found.push({ says: problems.quiet });
  }
  return found;
}

export function personOf({ isQuiet, quiet, address, ...draft }: PersonDraft): AlarmPerson {
  return {
    ...{ ...draft, name: draft.name.trim() },
    ...(address.trim() === '' ? {} : { address: address.trim() }),
    ...(isQuiet ? { quiet } : {}),
  };
}

export type StepDraft = { readonly minutes: string; readonly people: readonly string[] };
export type EscalationDraft = {
  readonly name: string;
  readonly priorities: readonly AlarmPriority[];
  readonly under: string;
  readonly shifts: readonly string[];
  /** More of them, of calendars of other places: ids between commas. */
  readonly otherShifts: string;
  readonly untilAcknowledged: boolean;
  readonly steps: readonly StepDraft[];
};

/** `shifts` are those of the enterprise's calendar. */
export function draftOfEscalation(
  escalation: AlarmEscalation | undefined,
  shifts: readonly string[],
): EscalationDraft {
  if (!escalation) {
    return {
      ...{ name: '', priorities: ['critical', 'high'], under: '', shifts: [], otherShifts: '' },
      ...{ untilAcknowledged: true, steps: [{ minutes: '0', people: [] }] },
    };
  }
  const { name, priorities, under = '', shifts: chosen = [], untilAcknowledged } = escalation;
  const others = chosen.filter((one) => !shifts.includes(one)).join(', ');
  const steps = escalation.steps.map(({ afterMs, people }) => {
    return { minutes: String(afterMs / minuteMs), people };
  });
  const known = chosen.filter((one) => shifts.includes(one));
  return { name, priorities, under, shifts: known, otherShifts: others, untilAcknowledged, steps };
}

export function escalationProblems(draft: EscalationDraft, others: readonly string[]): Problem[] {
  const found = nameProblems(draft.name, others);
  if (draft.priorities.length === 0) found.push({ says: problems.priorities });
  if (draft.steps.length === 0) found.push({ says: problems.steps });
  draft.steps.forEach(({ minutes, people }, i) => {
    const values = { step: i + 1 };
    const after = minutes.trim() === '' ? Number.NaN : Number(minutes);
    if (!(after >= 0 && after <= delayMinutesMax)) found.push({ says: problems.delay, values });
    if (people.length === 0) found.push({ says: problems.people, values });
  });
  return found;
}

export function escalationOf(draft: EscalationDraft): AlarmEscalation {
  const others = draft.otherShifts.split(',').flatMap((one) => (one.trim() ? [one.trim()] : []));
  const shifts = [...draft.shifts, ...others];
  return {
    ...{ name: draft.name.trim(), priorities: draft.priorities },
    ...(draft.under.trim() === '' ? {} : { under: draft.under.trim() }),
    ...(shifts.length === 0 ? {} : { shifts }),
    untilAcknowledged: draft.untilAcknowledged,
    steps: draft.steps.map(({ minutes, people }) => {
      return { afterMs: Math.round(Number(minutes) * minuteMs), people };
    }),
  };
}
