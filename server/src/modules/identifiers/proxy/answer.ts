// One request to the proxy from beginning to end: resolve, then lead on, show, or say why not.
import { Failure } from '../../../kernel/failure/failure.ts';
import { Reply } from '../../../kernel/http/route.ts';
import { httpStatus } from '../../../kernel/http/status.ts';
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Random } from '../../../kernel/world/random.ts';
import type { Resolution, ResolutionStep } from '../api.ts';
import { identifiersFailures } from '../failures.ts';
import { shortened } from '../model/question.ts';
import { resolveHere, type ResolveSources } from '../resolve-here.ts';
import { bestOf, rangesIn } from './accept.ts';
import { findTarget, type Found } from './find-target.ts';
import { handlePath } from './handle-path.ts';
import { contextPath, linksetOf, linksetType } from './linkset.ts';
import type { PageContext } from './page/layout.ts';
import { messagePage, redirectPage } from './page/message-page.ts';
import { recordPage } from './page/record-page.ts';
import { words } from './page/words.ts';
import {
  languageOfRequest,
  proxyQuestion,
  type ProxyQuestion,
  type ProxyRequest,
} from './proxy-question.ts';
import {
  cacheHeaders,
  corsHeaders,
  linkHeader,
  noticeHeader,
  varyHeader,
  type Headers,
} from './reply-headers.ts';

export type Proxy = ResolveSources & {
  readonly clock: Clock;
  readonly random: Random;
  /** Where people reach this program, without a slash at its end. */
  readonly base: () => string;
  /** Empty where no trusted proxy tells countries. */
  readonly countryHeader: string;
};

type Answering = {
  readonly proxy: Proxy;
  readonly question: ProxyQuestion;
  readonly context: PageContext;
};

const forms = ['text/html', 'application/json', linksetType] as const;
type Form = (typeof forms)[number];

export async function answer(request: ProxyRequest, proxy: Proxy): Promise<Reply> {
  const context = contextOf(request);
  try {
    const question = proxyQuestion(request, proxy.countryHeader);
    const { handle, types, indexes, fresh, aliases } = question;
    const filter = { types, indexes, fresh, aliases, client: request.peer };
    const resolution = await resolveHere(proxy, handle, filter);
    if (question.certified) refuseUncertified(resolution);
    const answering = { proxy, question, context };
    if (resolution.responseCode === 1) return show(resolution, answering);
    return notThere(resolution, answering);
  } catch (error) {
    if (!(error instanceof Failure) || error.kind === 'internal') throw error;
    return troubled(error, { request, proxy, context });
  }
}

function contextOf(request: ProxyRequest): PageContext {
  const language = languageOfRequest(request);
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(request.query)) {
    if (name !== 'lang') for (const value of values ?? []) query.append(name, value);
  }
  query.set('noredirect', '');
  query.set('lang', language === 'zh' ? 'en' : 'zh');
  const otherLanguageHref = `/hdl/${handlePath(request.handle)}?${query}`;
  return { language, otherLanguageHref };
}

function refuseUncertified({ handle, signature }: Resolution): void {
  if (signature?.state === 'verified') return;
  const reasons = {
    unsigned: { en: 'the record is not signed', zh: '该记录没有签名' },
    none: { en: 'it does not verify signatures', zh: '本节点不验证签名' },
  };
  const told = signature?.state === 'unsigned' ? reasons.unsigned : reasons.none;
  const reason = signature !== undefined && 'reason' in signature ? signature.reason : told;
  throw identifiersFailures['not-certified']({ handle: shortened(handle), reason });
}

function show(resolution: Resolution, answering: Answering): Reply {
  const { question, proxy } = answering;
  const found = findTarget(resolution.values, {
    handle: resolution.aliases?.at(-1) ?? resolution.handle,
    chooser: question.chooser,
    urlAppend: question.urlAppend,
    random: proxy.random,
  });
  const form = question.linkset ? linksetType : bestOf(question.accepted, forms);
  const isData = form !== undefined && form !== 'text/html';
  if (!isData && !question.noRedirect && found.target !== undefined) {
    return lead(resolution, found, answering);
  }
  if (form === undefined) return notAcceptable(resolution.handle, answering);
  return shown(form, { resolution, found }, answering);
}

function lead(
  resolution: Resolution,
  found: Found,
  { proxy, question, context }: Answering,
): Reply {
  const { url = '', status = 302, varies = false } = found.target ?? {};
  const headers = {
    ...commonHeaders(resolution, found, { proxy, question, varies }),
    'content-type': pageType,
    location: url,
  };
  const body = redirectPage(context, resolution.handle, url);
  return new Reply(body, { status: question.headersOnly ? 200 : status, headers });
}

const pageType = 'text/html; charset=utf-8';

function shown(
  form: Form,
  { resolution, found }: { resolution: Resolution; found: Found },
  { proxy, question, context }: Answering,
): Reply {
  const headers = commonHeaders(resolution, found, { proxy, question, varies: false });
  const { notices, target } = found;
  if (form === 'text/html') {
    const body = recordPage(context, { resolution, target: target?.url, notices });
    return new Reply(body, { headers: { ...headers, 'content-type': pageType } });
  }
  if (form === 'application/json') {
    return new Reply(JSON.stringify(recordJson(resolution)), {
      headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
    });
  }
  const base = proxy.base();
  const jsonLd = `<${base}${contextPath}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"`;
  // As bytes: the media type has no charset, which a text would be given.
  return new Reply(Buffer.from(JSON.stringify(linksetOf(resolution, base))), {
    headers: {
      ...headers,
      link: [headers['link'], jsonLd].filter(Boolean).join(', '),
      'content-type': linksetType,
    },
  });
}

function recordJson({ responseCode, handle, values, aliases }: Resolution): unknown {
  return { responseCode, handle, values, ...(aliases === undefined ? {} : { aliases }) };
}

function commonHeaders(
  resolution: Resolution,
  { notices }: Found,
  options: { proxy: Proxy; question: ProxyQuestion; varies: boolean },
): Headers {
  const { proxy, question, varies } = options;
  const fresh = question.fresh || question.certified;
  return {
    ...corsHeaders,
    ...varyHeader(proxy.countryHeader),
    ...linkHeader(resolution.handle, proxy.base()),
    ...cacheHeaders(resolution.values, { nowMs: proxy.clock.now(), varies, fresh }),
    ...noticeHeader(notices),
  };
}

/** Not found, no such values, nobody responsible. */
function notThere(resolution: Resolution, { proxy, question, context }: Answering): Reply {
  const { language } = context;
  const { handle, responseCode, path } = resolution;
  const headers = { ...plainHeaders(proxy), 'cache-control': 'no-cache' };
  const form = question.linkset ? 'application/json' : bestOf(question.accepted, forms);
  if (form === 'application/json' || form === linksetType) {
    const type = 'application/json; charset=utf-8';
    const status = responseCode === 200 ? 200 : 404;
    const body = JSON.stringify(recordJson(resolution));
    return new Reply(body, { status, headers: { ...headers, 'content-type': type } });
  }
  const [title, text] =
    responseCode === 100
      ? [words.notFound, words.notFoundBody]
      : responseCode === 200
        ? [words.noValues, words.noValuesBody]
        : [words.declined, words.declinedBody];
  const links = [];
  const last = resolution.aliases?.at(-1);
  const whole = `/hdl/${handlePath(handle)}?noredirect`;
  if (responseCode === 200) links.push({ href: whole, text: words.whole[language] });
  if (last !== undefined) {
    links.push({ href: `${whole}&ignore_aliases`, text: words.ignoreAliases[language] });
  }
  const told = text[language].replace('{handle}', () => `“${shortened(last ?? handle)}”`);
  const body = messagePage(context, { title: title[language], text: told, path, links });
  return new Reply(body, { status: 404, headers: { ...headers, 'content-type': pageType } });
}

function notAcceptable(handle: string, { proxy, question, context }: Answering): Reply {
  const failure = identifiersFailures['not-acceptable']({
    handle: shortened(handle),
    asked: question.accepted.map(({ name }) => name).join(', '),
    offered: forms.join(', '),
  });
  return failureReply(failure, { form: 'application/json', status: 406, proxy, context });
}

function troubled(
  failure: Failure,
  { request, proxy, context }: { request: ProxyRequest; proxy: Proxy; context: PageContext },
): Reply {
  const { accept = '' } = request.headers;
  const form = bestOf(rangesIn(typeof accept === 'string' ? accept : accept.join(',')), forms);
  const status = httpStatus[failure.kind];
  return failureReply(failure, { form: form ?? 'text/html', status, proxy, context });
}

function failureReply(
  failure: Failure,
  options: { form: Form; status: number; proxy: Proxy; context: PageContext },
): Reply {
  const { form, status, proxy, context } = options;
  const { language } = context;
  const { code, kind, publicMessage: message, facts } = failure;
  const headers = { ...plainHeaders(proxy), 'cache-control': 'no-store' };
  if (form !== 'text/html') {
    const body = { code, kind, message, ...(facts === undefined ? {} : { facts }) };
    const type = 'application/json; charset=utf-8';
    return new Reply(JSON.stringify(body), {
      status,
      headers: { ...headers, 'content-type': type },
    });
  }
  const titles = { invalid: words.badRequest, missing: words.declined } as const;
  const title = (kind === 'invalid' || kind === 'missing' ? titles[kind] : words.trouble)[language];
  const path = (facts?.['path'] ?? []) as readonly ResolutionStep[];
  // The way is drawn below; the message has it a second time behind its first line.
  const text = path.length === 0 ? message[language] : (message[language].split('\n')[0] ?? '');
  const links = code.startsWith('identifiers.alias-')
    ? [
        {
          href: `${context.otherLanguageHref.split('?')[0]}?noredirect&ignore_aliases`,
          text: words.ignoreAliases[language],
        },
      ]
    : [];
  const body = messagePage(context, { title, text, path, links });
  return new Reply(body, { status, headers: { ...headers, 'content-type': pageType } });
}

function plainHeaders({ countryHeader }: Proxy): Headers {
  return { ...corsHeaders, ...varyHeader(countryHeader) };
}
