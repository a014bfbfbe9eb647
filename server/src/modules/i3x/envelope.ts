// The forms of i3X answers: success and failure envelopes, bulk answers in the order of the request, and gzip wherever a
// client takes it (guide, “Transport & Encoding” and “Response Format”).
import { gzip } from 'node:zlib';
import { promisify } from 'node:util';
import { Failure } from '../../kernel/failure/failure.ts';
import { Reply, type Caller, type FailedRequest } from '../../kernel/http/route.ts';
import { httpStatus, statusByCode } from '../../kernel/http/status.ts';

const compress = promisify(gzip);

export type Detail = { readonly title: string; readonly status: number; readonly detail: string };

const titles: Readonly<Record<number, string>> = {
  206: 'Partial Content',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  501: 'Not Implemented',
};

export function detailOf(failure: Failure): Detail {
  const status = statusByCode[failure.code] ?? httpStatus[failure.kind];
  return { title: titles[status] ?? failure.kind, status, detail: failure.publicMessage.en };
}

export function notFound(what: string): Detail {
  return { title: 'Not Found', status: 404, detail: `${what} was not found` };
}

export type Item =
  | { readonly success: true; readonly result: unknown }
  | { readonly success: false; readonly responseDetail: Detail };

export const found = (result: unknown): Item => ({ success: true, result });
export const missing = (what: string): Item => ({ success: false, responseDetail: notFound(what) });

/** `partial`: why not all of it is there. */
export async function bulk(
  caller: Caller,
  items: readonly (Item & { readonly [key: string]: unknown })[],
  partial?: string,
): Promise<Reply<unknown>> {
  const success = items.every((item) => item.success);
  return sent(caller, { success, results: items }, partial);
}

export function single(caller: Caller, result: unknown, partial?: string): Promise<Reply<unknown>> {
  return sent(caller, { success: true, result }, partial);
}

async function sent(caller: Caller, body: object, partial?: string): Promise<Reply<unknown>> {
  const status = partial === undefined ? 200 : 206;
  const detail = { title: titles[206] ?? '', status, detail: partial ?? '' };
  const whole = partial === undefined ? body : { ...body, responseDetail: detail };
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  const text = JSON.stringify(whole);
  if (!takesGzip(caller)) return new Reply(text, { status, headers });
  const bytes = await compress(text);
  return new Reply(bytes, {
    status,
    headers: { ...headers, 'content-encoding': 'gzip', vary: 'accept-encoding' },
  });
}

function takesGzip({ headers }: Caller): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(String(headers['accept-encoding'] ?? ''));
}

/** For the `failed` of each route, what the border refuses too. */
export function failed(failure: Failure, _request: FailedRequest): Reply<unknown> {
  const responseDetail = detailOf(failure);
  return new Reply(
    { success: false, responseDetail },
    { status: responseDetail.status, headers: {} },
  );
}

/** One of many: what is refused for one is no failure of the others. */
export async function itemOf(work: () => Promise<unknown>): Promise<Item> {
  try {
    return found(await work());
  } catch (error) {
    if (!(error instanceof Failure) || error.kind === 'internal') throw error;
    return { success: false, responseDetail: detailOf(error) };
  }
}
