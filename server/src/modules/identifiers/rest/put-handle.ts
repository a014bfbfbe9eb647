// PUT /api/handles/{handle}: a new record, another in place of an old one, or some of its values. With our
// own login, texts alone are a registration, which may be repeated without harm.
import { assert } from '../../../kernel/failure/assert.ts';
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import {
  asHandle,
  bytesOfText,
  canonicalKey,
  opCode,
  opFlag,
  textOf,
  valueType,
  type HandleValue,
} from '../../../wire/handle/handle.ts';
import type { LocalAdministration, Operation } from '../administration/local-administration.ts';
import { trusted } from '../administration/operations.ts';
import type { NewValue } from '../api.ts';
import { adminIndex, adminValue } from '../authority/new-values.ts';
import { identifiersFailures } from '../failures.ts';
import { shortened } from '../model/question.ts';
import { usualPermissions } from '../model/value-json.ts';
import { administratorFor, administrators, carryOutAt } from './administered.ts';
import { failedOf } from './failed.ts';
import { newValuesOf, wantedBy } from './new-record.ts';
import { refuseFailed } from './outcomes.ts';
import { changeReply, handleParams, newRecord, putQuery } from './schemas.ts';
import { isSet, shown } from './shown.ts';
import type { RouteSources } from './sources.ts';

type Query = { mintNewSuffix?: string };

/** What is written. A bare prefix is the identifier of a prefix, but what is minted is below it. */
function targetOf(handle: string, { mintNewSuffix }: Query): string {
  return isSet(mintNewSuffix) && !handle.includes('/') ? `${handle}/` : asHandle(handle);
}

export function putHandleRoute(sources: RouteSources): Route {
  return defineRoute({
    method: 'PUT',
    path: '/api/handles/{handle+}',
    operation: 'registerHandle',
    summary: { en: 'Register an identifier, or change its values', zh: '注册标识或修改其值' },
    access: { ...administrators, on: ({ params, query }) => targetOf(params.handle, query) },
    params: handleParams,
    query: putQuery,
    body: newRecord,
    reply: changeReply,
    otherReplies: {
      201: { en: 'There was no such identifier, or value, before', zh: '已新建标识或值' },
      300: { en: 'Another node has it; its site is told', zh: '由其他节点持有，返回其站点' },
      400: { en: 'The identifier or a value is not acceptable', zh: '标识或值不合法' },
      409: { en: 'Exists already, and is not to be overwritten', zh: '已存在且未指定覆盖' },
    },
    failed: failedOf(sources.logins),
    async handle(request) {
      const { params, query, body } = request;
      const handle = targetOf(params.handle, query);
      const by = await administratorFor(sources, request, handle);
      const wanted = wantedBy(query.index);
      const values = newValuesOf(body, params.handle, wanted);
      const isOwn = by === trusted;
      const overwrite = query.overwrite === undefined ? !isOwn : isSet(query.overwrite);
      const mint = isSet(query.mintNewSuffix);
      const whole = wanted === 'record';
      if (isOwn && whole && !mint && query.node === undefined) {
        const texts = textsOf(values);
        const registered = texts && (await register(sources, { handle, values: texts }, overwrite));
        if (registered) return shown(registered.body, query, registered);
      }
      const flags =
        (overwrite ? opFlag.overwriteWhenExists : 0) | (mint ? opFlag.mintNewSuffix : 0);
      const operation = (at: LocalAdministration): Operation => ({
        op: whole ? opCode.create : opCode.addValues,
        flags: flags >>> 0,
        body: {
          kind: 'values-request',
          handle,
          values: isOwn && whole ? administered(values, at) : values,
        },
      });
      const asked = { handle, node: query.node, by };
      const outcome = await carryOutAt(sources, asked, operation);
      refuseFailed(outcome, params.handle);
      const [made] = outcome.bodies;
      const named = made?.kind === 'create-response' && mint ? made.handle : params.handle;
      const status = overwrite ? 200 : 201;
      return shown({ responseCode: 1, handle: named }, query, { status });
    },
  });
}

/** The values as texts; undefined where they are more than that. */
function textsOf(values: readonly HandleValue[]): NewValue[] | undefined {
  const texts = values.map(({ index, type, data }) => ({
    index,
    type,
    text: textOf(data, 0, data.length),
  }));
  const arePlain = values.every(
    (value, n) =>
      value.permissions === usualPermissions &&
      value.references.length === 0 &&
      value.ttlType === 0 &&
      value.ttlSeconds === 86_400 &&
      value.index !== adminIndex &&
      !value.type.toUpperCase().startsWith('HS_') &&
      Buffer.compare(bytesOfText(texts[n]?.text ?? ''), value.data) === 0,
  );
  return arePlain ? texts : undefined;
}

/** In the enterprise node of this process; undefined for an identifier that is not its own. */
async function register(
  { registry }: RouteSources,
  item: { handle: string; values: readonly NewValue[] },
  overwrite: boolean,
): Promise<{ body: Record<string, unknown>; status: number } | undefined> {
  const { handle } = item;
  const prefix = canonicalKey(registry?.prefix ?? '');
  if (registry === undefined || !canonicalKey(handle).startsWith(`${prefix}/`)) return undefined;
  const [outcome] = await registry.register([item], { overwrite });
  assert(outcome !== undefined, 'no outcome of a registration');
  if (typeof outcome !== 'string') throw outcome;
  if (outcome === 'conflict') {
    throw identifiersFailures['already-registered']({ handle: shortened(handle) });
  }
  const status = outcome === 'registered' ? 201 : 200;
  return { body: { responseCode: 1, handle, outcome }, status };
}

/** As a registration does: a record that nobody could administer names the key of the node's prefix. */
function administered(values: readonly HandleValue[], at: LocalAdministration): HandleValue[] {
  const isFree = values.every(
    ({ index, type }) => index !== adminIndex && type !== valueType.admin,
  );
  return isFree && values.length > 0 ? [...values, adminValue(at.prefix, 0)] : [...values];
}
