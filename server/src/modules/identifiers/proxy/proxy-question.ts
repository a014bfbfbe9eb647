// What a request to the proxy asks: the query parameters of Handle.Net's proxy (reference §1.9) and the
// headers that count, read once. A parameter that cannot be used is refused by name.
import type { Language } from '../../../kernel/schema/bilingual.ts';
import { Type, type Static } from '../../../kernel/schema/schema.ts';
import { identifiersFailures } from '../failures.ts';
import { dataTypesWanted, languageFor, languageTags, rangesIn, type Range } from './accept.ts';
import type { Chooser } from './choose-location.ts';
import { withoutScheme } from './handle-path.ts';

const given = (description: string) => Type.Optional(Type.Array(Type.String(), { description }));

export const proxyQuery = Type.Object({
  noredirect: given('Show the record instead of going where it leads'),
  auth: given('Ask the nodes even if the answer is known'),
  cert: given('Only a record whose signature was verified'),
  ignore_aliases: given('Do not go on to the handle that an HS_ALIAS value names'),
  type: given('Only values of these types'),
  index: given('Only values at these indexes'),
  urlappend: given('Put behind the address that the handle leads to'),
  locatt: given('name:value, the location of 10320/loc that is wanted'),
  redirectionHeaders: given('The headers of the redirect with status 200, to be looked at'),
  linkType: given('"linkset": the links of the record as a set, without a redirect'),
  country: given('Two letters, in place of the country that the request comes from'),
  ip: given('In place of the address that the request comes from'),
  lang: given('en or zh'),
});

export type ProxyQuestion = {
  readonly handle: string;
  readonly types: readonly string[];
  readonly indexes: readonly number[];
  readonly fresh: boolean;
  readonly certified: boolean;
  readonly aliases: boolean;
  readonly noRedirect: boolean;
  readonly urlAppend: string;
  readonly headersOnly: boolean;
  readonly linkset: boolean;
  readonly accepted: readonly Range[];
  readonly chooser: Chooser;
};

export type ProxyRequest = {
  readonly handle: string;
  readonly query: Static<typeof proxyQuery>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly peer: string;
};

const listMax = 50;

/** Known before anything else of the question, so that refusals are read too. */
export function languageOfRequest({ query, headers }: ProxyRequest): Language {
  return languageFor(query.lang?.at(-1), textOf(headers['accept-language']));
}

/** Fails with `identifiers.bad-parameter`. `countryHeader` is set by a proxy that is trusted, or empty. */
export function proxyQuestion(request: ProxyRequest, countryHeader: string): ProxyQuestion {
  const { query, headers, peer } = request;
  const accepted = rangesIn(textOf(headers['accept']));
  const dataTypes = dataTypesWanted(accepted);
  const country = query.country?.at(-1) ?? textOf(headers[countryHeader.toLowerCase()]);
  return {
    handle: withoutScheme(request.handle),
    types: bounded('type', query.type),
    indexes: bounded('index', query.index).map(indexIn),
    fresh: query.auth !== undefined,
    certified: query.cert !== undefined,
    aliases: query.ignore_aliases === undefined,
    noRedirect: query.noredirect !== undefined,
    urlAppend: query.urlappend?.join('') ?? '',
    headersOnly: query.redirectionHeaders !== undefined,
    linkset: linksetIn(query.linkType),
    accepted,
    chooser: {
      wanted: bounded('locatt', query.locatt),
      liked: [
        ...dataTypes.flatMap((type) => [`ctype:${type}`, `media-type:${type}`]),
        ...languageTags(textOf(headers['accept-language'])).flatMap((tag) =>
          [...new Set([tag, tag.split('-')[0]])].map((one) => `language:${one}`),
        ),
      ],
      wantsData: dataTypes.length > 0,
      country: /^[a-z]{2}$/i.test(country) ? country : undefined,
      address: query.ip?.at(-1) ?? peer,
    },
  };
}

function bounded(name: string, list: readonly string[] = []): readonly string[] {
  if (list.length <= listMax) return list;
  const reason = { en: `it stands there more than ${listMax} times`, zh: `出现超过 ${listMax} 次` };
  throw identifiersFailures['bad-parameter']({ name, text: '…', reason });
}

function indexIn(text: string): number {
  if (/^\d{1,10}$/.test(text) && Number(text) <= 0x7fff_ffff) return Number(text);
  const reason = { en: 'an index is a whole number', zh: '索引须为整数' };
  throw identifiersFailures['bad-parameter']({ name: 'index', text, reason });
}

function linksetIn(linkType: readonly string[] | undefined): boolean {
  if (linkType === undefined) return false;
  const text = linkType.at(-1) ?? '';
  if (text === 'linkset') return true;
  const reason = { en: 'only linkset is known', zh: '仅支持 linkset' };
  throw identifiersFailures['bad-parameter']({ name: 'linkType', text, reason });
}

function textOf(header: string | string[] | undefined): string {
  return typeof header === 'string' ? header : (header?.join(',') ?? '');
}
