// What a person is told of an alarm, in their language, and a program by webhook.
import { createHash, createHmac } from 'node:crypto';
import type { Language } from '../../../kernel/schema/bilingual.ts';
import type { Alarm } from '../api.ts';

const words = {
  critical: { en: 'CRITICAL', zh: '紧急' },
  high: { en: 'HIGH', zh: '高' },
  medium: { en: 'MEDIUM', zh: '中' },
  low: { en: 'LOW', zh: '低' },
} as const;
const labels = {
  place: { en: 'Place', zh: '位置' },
  signal: { en: 'Signal', zh: '测点' },
  raised: { en: 'Since', zh: '发生时间' },
  value: { en: 'Value', zh: '数值' },
  limit: { en: 'limit', zh: '限值' },
  todo: { en: 'What to do', zh: '处理指导' },
  cause: { en: 'Possible cause', zh: '可能原因' },
  consequence: { en: 'If nobody acts', zh: '不处理的后果' },
  action: { en: 'Corrective action', zh: '纠正措施' },
  step: { en: 'Step {step} of {escalation}', zh: '{escalation} 第 {step} 级' },
  look: { en: 'Look at it and acknowledge it', zh: '查看并确认' },
  test: { en: 'This is a test message; there is no alarm.', zh: '这是一条测试消息，并无报警。' },
} as const;

export type Message = { readonly subject: string; readonly text: string };

export function messageOf(
  alarm: Alarm,
  how: { readonly language: Language; readonly publicUrl: string; readonly step: string },
): Message {
  const { language } = how;
  const say = (label: keyof typeof labels) => labels[label][language];
  const { rationale, guidance, value, limit, unit = '' } = alarm;
  const line = (label: keyof typeof labels, told: string | undefined) =>
    told === undefined || told === '' ? [] : [`${say(label)}: ${told}`];
  const measured =
    value === undefined || value === null
      ? undefined
      : `${value} ${unit}${limit === undefined ? '' : ` (${say('limit')} ${limit} ${unit})`}`;
  return {
    subject: `[${words[alarm.priority][language]}] ${alarm.name} · ${alarm.place}`.slice(0, 300),
    text: [
      ...[alarm.name, ''],
      ...line('place', alarm.place),
      ...line('signal', alarm.signal),
      ...line('raised', alarm.raisedAt),
      ...line('value', measured),
      ...line('todo', guidance?.[language]),
      ...line('cause', rationale?.cause[language]),
      ...line('consequence', rationale?.consequence[language]),
      ...line('action', rationale?.correctiveAction[language]),
      ...['', how.step, `${say('look')}: ${how.publicUrl}/alarms`, ''],
    ].join('\n'),
  };
}

export function stepText(language: Language, step: number, escalation: string): string {
  return labels.step[language]
    .replace('{step}', String(step + 1))
    .replace('{escalation}', escalation);
}

export function testMessage(language: Language): Message {
  return { subject: `[Jingwei] ${labels.test[language]}`, text: `${labels.test[language]}\n` };
}

/** The receiver makes the same over `<time>.<body>` and compares; the time keeps old messages from being sent again. */
export function signature(secret: string, timeS: number, body: string): string {
  const digest = createHmac('sha256', secret).update(`${timeS}.${body}`).digest('hex');
  return `t=${timeS},v1=${digest}`;
}

/** The same for the same notice, however often it is tried. */
export function deliveryId(notice: string): string {
  return createHash('sha256').update(notice).digest('hex').slice(0, 32);
}
