// Backups over HTTP, for the operator alone: they hold the readings of all enterprises.
import { defineRoute, type Route } from '../../kernel/http/route.ts';
import { bilingualSchema, oneOf, Type } from '../../kernel/schema/schema.ts';
import { timeOf } from '../telemetry/api.ts';
import { backupRight } from './api.ts';
import type { Backups } from './backups.ts';

const perhaps = Type.Optional(Type.String());
const count = Type.Optional(Type.Integer());
export const taskSchema = Type.Object({
  work: oneOf(['make', 'verify', 'restore']),
  ...{ backup: Type.String(), by: Type.String(), startedAt: Type.String() },
  state: oneOf(['running', 'done', 'failed']),
  endedAt: perhaps,
  told: Type.Optional(bilingualSchema),
});
export const backupsReply = Type.Object({
  /** Where they lie, on the machine of this program. */
  folder: Type.String(),
  backups: Type.Array(
    Type.Object({
      name: Type.String(),
      state: oneOf(['whole', 'unfinished']),
      ...{ madeAt: perhaps, by: perhaps, readings: count, series: count, bytes: count },
    }),
  ),
  task: Type.Optional(taskSchema),
});

const name = Type.String({ minLength: 1, maxLength: 64 });
const moment = Type.Optional(Type.String({ maxLength: 40 }));
const farUs = 8_990_000_000_000_000;

const access = { right: backupRight, on: () => '*' };
const path = '/api/upkeep/backups';
const params = Type.Object({ name });

export function backupRoutes(backups: Backups): Route[] {
  return [...listRoutes(backups), ...useRoutes(backups), restoreRoute(backups)];
}

function listRoutes(backups: Backups): Route[] {
  return [
    defineRoute({
      ...{ method: 'GET', path, operation: 'listBackups', access, reply: backupsReply },
      summary: { en: 'Backups of readings, and the task at work', zh: '读数备份列表及当前任务' },
      handle: async () => {
        const { folder, task } = backups;
        const found = await backups.list();
        return { folder, backups: found, ...(task === undefined ? {} : { task }) };
      },
    }),
    defineRoute({
      ...{ method: 'POST', path, operation: 'makeBackup', access, reply: taskSchema },
      summary: {
        en: 'Copy all readings while they go on being stored; answers when it has begun',
        zh: '在线备份全部读数；开始后即返回',
      },
      handle: async ({ principal }) => backups.make(principal.id),
    }),
  ];
}

function useRoutes(backups: Backups): Route[] {
  return [
    defineRoute({
      ...{ method: 'POST', path: `${path}/{name}/verify`, operation: 'verifyBackup' },
      summary: {
        en: 'Check that all files of a backup are as they were made',
        zh: '校验备份文件是否与备份时一致',
      },
      ...{ access, params, reply: taskSchema },
      handle: ({ params: asked, principal }) => backups.verify(asked.name, principal.id),
    }),
    defineRoute({
      ...{ method: 'DELETE', path: `${path}/{name}`, operation: 'removeBackup' },
      summary: { en: 'Delete a backup for ever', zh: '永久删除一份备份' },
      ...{ access, params, reply: Type.Object({}) },
      handle: async ({ params: asked }) => {
        await backups.remove(asked.name);
        return {};
      },
    }),
  ];
}

function restoreRoute(backups: Backups): Route {
  return defineRoute({
    ...{ method: 'POST', path: `${path}/{name}/restore`, operation: 'restoreBackup' },
    summary: {
      en: 'Bring back readings that are in a backup and no longer here; nothing is overwritten',
      zh: '恢复备份中有而当前缺失的读数；不会覆盖现有数据',
    },
    ...{ access, params, reply: taskSchema },
    body: Type.Object({
      /** An enterprise, a machine or a signal; everything unless told. */
      under: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 })),
      ...{ from: moment, to: moment },
    }),
    handle: ({ params: asked, body, principal }) => {
      const fromUs = body.from === undefined ? -farUs : timeOf(body.from);
      const toUs = body.to === undefined ? farUs : timeOf(body.to);
      const wanted = { under: body.under ?? '', fromUs, toUs };
      return backups.restore(asked.name, wanted, principal.id);
    },
  });
}
