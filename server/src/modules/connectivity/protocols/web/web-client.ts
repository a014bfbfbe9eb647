// Asks one address on the web again and again: redirects followed within bounds and without telling others
// our secrets, bodies bounded, and every trouble named with its remedy.
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { isFailure } from '../../../../kernel/failure/failure.ts';
import type { HttpAnswer } from '../../../../kernel/world/http.ts';
import { networkReason } from '../../../../kernel/world/network-reasons.ts';
import type { World } from '../../../../kernel/world/world.ts';
import { GrowingBytes } from '../../../../wire/bytes/growing-bytes.ts';
import { webFailures } from './failures.ts';
import { checkedUrl, headersOf, shownUrl, type WebConnection } from './web-settings.ts';

export type WebAsk = {
  /** Absolute; the connection's own when absent. */
  readonly url?: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
};

export type WebPage = {
  readonly status: number;
  readonly headers: HttpAnswer['headers'];
  readonly bytes: Uint8Array;
};

const redirectsMax = 3;
const redirections = new Set([301, 302, 303, 307, 308]);
const saidBytesMax = 2_000;

export class WebClient {
  readonly url: string;
  readonly #world: World;
  readonly #connection: WebConnection;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #timeoutMs: number;

  /** Fails with `web.bad-url` or `web.bad-header`. */
  constructor(world: World, name: string, connection: WebConnection, timeoutMs: number) {
    this.#world = world;
    this.#connection = connection;
    this.url = checkedUrl(name, connection.url).href;
    this.#headers = headersOf(name, connection);
    this.#timeoutMs = timeoutMs;
  }

  /**
   * The head of a good answer, or of one with a status in `also`; whoever asks reads or drops the body.
   * Fails with `world.cannot-connect`, or a failure of `web`.
   */
  async open(ask: WebAsk, also: readonly number[] = []): Promise<HttpAnswer> {
    let url = ask.url ?? this.url;
    const home = new URL(url).origin;
    for (let hop = 0; ; hop += 1) {
      const answer = await this.#call(url, ask, new URL(url).origin === home);
      const { status } = answer;
      const to = answer.headers['location'];
      if (!redirections.has(status) || to === undefined) {
        if ((status >= 200 && status < 300) || also.includes(status)) return answer;
        throw await statusFailure(url, answer);
      }
      answer.drop();
      if (hop >= redirectsMax) {
        throw webFailures['too-many-redirects']({
          url: shownUrl(url),
          redirectsMax,
          to: shownUrl(to),
        });
      }
      url = nextUrl(url, to);
      // What is sent may hold a password, as the headers may, which others are not told either.
      if (ask.body !== undefined && new URL(url).origin !== home) {
        const reason = 'POST → another server';
        throw webFailures['bad-redirect']({ url: shownUrl(home), to: shownUrl(url), reason });
      }
    }
  }

  /** A whole answer, at most `bytesMax`. Fails as `open`, or with `web.too-large` or `web.cut-off`. */
  async page(ask: WebAsk, bytesMax: number, also: readonly number[] = []): Promise<WebPage> {
    const timeout = AbortSignal.timeout(this.#timeoutMs * 4); // an answer that trickles is none
    const signal = ask.signal ? AbortSignal.any([ask.signal, timeout]) : timeout;
    const answer = await this.open({ ...ask, signal }, also);
    const { status, headers } = answer;
    const bytes = await bodyOf(ask.url ?? this.url, answer, bytesMax);
    return { status, headers, bytes };
  }

  #call(url: string, ask: WebAsk, atHome: boolean): Promise<HttpAnswer> {
    const { http } = this.#world;
    if (!http) throw webFailures['no-web']({ url: shownUrl(url) });
    const { authorities } = this.#connection;
    const own = atHome ? this.#headers : {};
    return http.call({
      method: ask.method ?? 'GET',
      url,
      headers: { 'user-agent': 'jingwei', ...own, ...ask.headers },
      timeoutMs: this.#timeoutMs,
      ...(ask.body === undefined ? {} : { body: ask.body }),
      ...(ask.signal === undefined ? {} : { signal: ask.signal }),
      ...(authorities === undefined ? {} : { authorities }),
    });
  }
}

/** Fails with `web.too-large` or `web.cut-off`. */
export async function bodyOf(
  url: string,
  answer: HttpAnswer,
  bytesMax: number,
): Promise<Uint8Array> {
  const read = new GrowingBytes();
  try {
    for await (const part of answer.body) {
      if (read.length + part.length > bytesMax)
        throw webFailures['too-large']({ url: shownUrl(url), bytesMax });
      read.push(part);
    }
  } catch (error) {
    answer.drop();
    if (isFailure(error)) throw error;
    throw cutOff(url, error);
  }
  return read.waiting;
}

export function cutOff(url: string, error: unknown): Error {
  return webFailures['cut-off']({ url: shownUrl(url), reason: networkReason(error) }, error);
}

function nextUrl(from: string, to: string): string {
  const url = URL.canParse(to, from) ? new URL(to, from) : undefined;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw webFailures['bad-redirect']({
      url: shownUrl(from),
      to: shownUrl(to),
      reason: 'no http(s)',
    });
  }
  if (from.startsWith('https:') && url.protocol === 'http:') {
    throw webFailures['bad-redirect']({
      url: shownUrl(from),
      to: shownUrl(to),
      reason: 'https → http',
    });
  }
  return url.href;
}

const remedies: Readonly<Record<number, Bilingual>> = {
  401: { en: 'Give a user name and password, or a token.', zh: '请提供用户名和密码，或令牌。' },
  403: { en: 'Check what this user or token may read.', zh: '请检查该用户或令牌的权限。' },
  404: { en: 'Check the path of the address.', zh: '请检查地址中的路径。' },
  429: { en: 'Ask less often: raise the interval.', zh: '请求过于频繁，请增大采集周期。' },
};
const ownFault: Bilingual = {
  en: 'Look into the log of that server; it is asked again.',
  zh: '请查看该服务器的日志；网关会再次请求。',
};
const ourFault: Bilingual = {
  en: 'Check address, method and headers of the source.',
  zh: '请检查数据源的地址、方法和请求头。',
};

async function statusFailure(url: string, answer: HttpAnswer): Promise<Error> {
  const { status } = answer;
  const remedy = remedies[status] ?? (status >= 500 ? ownFault : ourFault);
  const said = await beginning(answer);
  return webFailures.status({
    ...{ url: shownUrl(url), status, said: said === '' ? '' : `: “${said}”` },
    remedy,
  });
}

/** What it says to it, in one short line. */
async function beginning(answer: HttpAnswer): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const part of answer.body) {
      parts.push(part);
      bytes += part.length;
      if (bytes >= saidBytesMax) break;
    }
  } catch {
    // what came before the end is what it said
  }
  answer.drop();
  const text = Buffer.concat(parts).subarray(0, saidBytesMax).toString('utf8');
  return text
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 160);
}
