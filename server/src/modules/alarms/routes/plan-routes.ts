// Who is told of an enterprise's alarms, over HTTP; secrets go in and never come out. And a test message.
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import { Type } from '../../../kernel/schema/schema.ts';
import { readAlarmsRight, writeAlarmsRight } from '../api.ts';
import { alarmsFailures } from '../failures.ts';
import { planSchema } from '../notices/plan-schema.ts';
import { enterpriseSchema } from '../rule-schema.ts';
import type { Parts } from './parts.ts';

const params = Type.Object({ enterprise: enterpriseSchema });

export function planRoutes({ system }: Parts): Route[] {
  const read = defineRoute({
    method: 'GET',
    path: '/api/alarm-plans/{enterprise}',
    operation: 'readAlarmPlan',
    summary: { en: 'Who is told of alarms, and how', zh: '报警通知对象与方式' },
    access: { right: readAlarmsRight, on: ({ params: { enterprise } }) => enterprise },
    params,
    reply: planSchema,
    handle: async ({ params: { enterprise } }) => system.plans.shown(enterprise),
  });
  const put = defineRoute({
    method: 'PUT',
    path: '/api/alarm-plans/{enterprise}',
    operation: 'putAlarmPlan',
    summary: {
      en: 'Set who is told of alarms; dots stand for secrets that are kept',
      zh: '设置报警通知对象；圆点表示沿用已保存的密钥',
    },
    access: { right: writeAlarmsRight, on: ({ params: { enterprise } }) => enterprise },
    params,
    body: planSchema,
    reply: planSchema,
    handle: ({ params: { enterprise }, body }) => system.plans.put(enterprise, body),
  });
  const test = defineRoute({
    method: 'POST',
    path: '/api/alarm-plans/{enterprise}/test',
    operation: 'testAlarmPlan',
    summary: { en: 'Send a test message to a person', zh: '向某人发送测试消息' },
    access: { right: writeAlarmsRight, on: ({ params: { enterprise } }) => enterprise },
    params,
    body: Type.Object({ person: Type.String({ maxLength: 80 }) }, { additionalProperties: false }),
    reply: Type.Object({ delivered: Type.Boolean() }),
    handle: async ({ params: { enterprise }, body }) => {
      const plan = system.desk.policies.planOf(enterprise);
      const person = plan.people.find(({ name }) => name === body.person);
      const way = plan.ways.find(({ name }) => name === person?.way);
      if (!person || !way) {
        throw alarmsFailures['nobody-to-tell']({ place: 'person', name: body.person });
      }
      await system.notices.test(enterprise, { person, way });
      return { delivered: true };
    },
  });
  return [read, put, test];
}
