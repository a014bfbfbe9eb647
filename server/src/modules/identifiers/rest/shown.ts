// Replies of the Handle JSON API in the dress that a caller asked for: indented, or as a call of a function
// in a script (reference §1.9 `pretty`, `callback`).
import { Reply } from '../../../kernel/http/route.ts';
import { restFailures } from './failures.ts';

export type Dress = {
  readonly pretty?: string | undefined;
  readonly callback?: string | undefined;
};

const callbackName = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*$/;
const charactersMax = 100;

/** A flag of the query: present, `true` or `yes`. */
export function isSet(flag: string | undefined): boolean {
  return flag !== undefined && flag !== 'false' && flag !== 'no' && flag !== '0';
}

/** Fails with `handle-api.bad-callback`: what a stranger puts there runs in a page. */
export function refuseBadCallback({ callback }: Dress): void {
  if (callback === undefined || isCallback(callback)) return;
  throw restFailures['bad-callback']({ charactersMax });
}

export function isCallback(callback: string): boolean {
  return callback.length <= charactersMax && callbackName.test(callback);
}

export function shown(
  body: Readonly<Record<string, unknown>>,
  { pretty, callback }: Dress,
  options: { status?: number; headers?: Readonly<Record<string, string>> } = {},
): Reply {
  const indent = isSet(pretty) ? 2 : undefined;
  if (indent === undefined && callback === undefined) return new Reply(body, options);
  const json = JSON.stringify(body, undefined, indent);
  const script = callback !== undefined && isCallback(callback);
  const type = script ? 'application/javascript' : 'application/json';
  // The comment keeps the name from being the first bytes of something else; the two line ends of
  // Unicode end a line of a script too.
  const text = script
    ? `/**/${callback}(${json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')});`
    : json;
  const headers = { ...options.headers, 'content-type': `${type}; charset=utf-8` };
  return new Reply(text, { ...options, headers });
}
