// What became of an operation, in our own words where it failed; the response code and the values of a
// referral go with the failure.
import type { Failure } from '../../../kernel/failure/failure.ts';
import { same } from '../../../kernel/schema/bilingual.ts';
import {
  decodeSite,
  responseCode,
  responseLabel,
  responseName,
  valueType,
  type HandleValue,
} from '../../../wire/handle/handle.ts';
import type { Outcome } from '../administration/local-administration.ts';
import { shortened } from '../model/question.ts';
import { attributeOf } from '../model/site.ts';
import { exactValueJson } from '../model/value-json.ts';
import { restFailures } from './failures.ts';
import { otherServerFailure } from '../split/site-split.ts';
import { otherServerIn, refers } from './sources.ts';

const failureNames: ReadonlyMap<
  number,
  Exclude<keyof typeof restFailures, 'definitions'>
> = new Map([
  [responseCode.busy, 'node-busy'],
  [responseCode.notSupported, 'not-supported'],
  [responseCode.handleNotFound, 'no-such-handle'],
  [responseCode.handleExists, 'handle-exists'],
  [responseCode.invalidHandle, 'handle-refused'],
  [responseCode.valuesNotFound, 'no-such-values'],
  [responseCode.valueExists, 'value-exists'],
  [responseCode.invalidValue, 'values-refused'],
  [responseCode.notResponsible, 'not-of-these-nodes'],
  [responseCode.invalidAdmin, 'not-an-administrator'],
  [responseCode.insufficientPermission, 'read-only-value'],
  [responseCode.authenticationNeeded, 'log-in-first'],
]);

/** `outcome` is undefined where no node of this process is responsible. */
export function failureOf(outcome: Outcome | undefined, asked: string): Failure {
  const code = outcome?.code ?? responseCode.notResponsible;
  const handle = shortened(asked);
  const [body] = outcome?.bodies ?? [];
  if (refers(code)) {
    return heldElsewhere(code, handle, body?.kind === 'referral' ? (body.values ?? []) : []);
  }
  const server = outcome === undefined ? undefined : otherServerIn(outcome);
  if (server !== undefined) return otherServerFailure(handle, server);
  const said = body?.kind === 'error' ? body.message : '';
  const name = responseName(code);
  const detail = said !== '' || name === undefined ? same(said) : responseLabel[name];
  const make = restFailures[failureNames.get(code) ?? 'values-refused'];
  return make({ handle, detail, responseCode: code });
}

/** Fails unless the operation was carried out. */
export function refuseFailed(outcome: Outcome | undefined, asked: string): asserts outcome {
  if (outcome?.code !== responseCode.ok) throw failureOf(outcome, asked);
}

/** The node of another prefix has it; its site tells where. */
export function heldElsewhere(
  code: number,
  handle: string,
  values: readonly HandleValue[],
): Failure {
  const site = values.find(({ type }) => type === valueType.site || type === valueType.sitePrefix);
  const decoded = site === undefined ? undefined : decodeSite(site.data);
  const place = decoded?.ok === true ? attributeOf(decoded.value, 'prefix') : undefined;
  return restFailures['held-elsewhere']({
    handle,
    place: place ?? '?',
    responseCode: code,
    values: values.map(exactValueJson),
  });
}
