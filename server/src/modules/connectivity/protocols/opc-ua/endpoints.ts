// Which of the endpoints that a server offers is taken: the protection that was asked for, never a weaker one, and
// with `best` the strongest algorithms (Part 7, security policies).
import type { EndpointDescription } from 'node-opcua-client';
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { securityPolicies, whereOf, type OpcUaConnection } from './connection.ts';
import { opcUaFailures } from './failures.ts';

export type Offer = Pick<
  EndpointDescription,
  'securityMode' | 'securityPolicyUri' | 'serverCertificate' | 'userIdentityTokens' | 'endpointUrl'
>;

/** MessageSecurityMode by its number (Part 4, 7.20). */
const modeNumbers: Readonly<Record<string, number>> = {
  none: 1,
  sign: 2,
  'sign-and-encrypt': 3,
};
const modeNames: Readonly<Record<number, string>> = { 1: 'none', 2: 'sign', 3: 'sign-and-encrypt' };
/** UserTokenType by its number (Part 4, 7.41). */
const tokenKinds = { anonymous: 0, password: 1, certificate: 2 } as const;
export type LoginKind = keyof typeof tokenKinds;

export const loginWords: Readonly<Record<LoginKind, Bilingual>> = {
  anonymous: { en: 'anonymous', zh: '匿名' },
  password: { en: 'user name and password', zh: '用户名和密码' },
  certificate: { en: 'user certificate', zh: '用户证书' },
};

/** `Basic256Sha256` of `http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256`. */
export function policyName(uri: string | null): string {
  return (uri ?? '').split('#').at(-1) || 'None';
}

export function offerText(offer: Offer): string {
  return `${modeNames[offer.securityMode] ?? offer.securityMode} ${policyName(offer.securityPolicyUri)}`;
}

/** Fails with `opc-ua.no-endpoint` or `opc-ua.login-kind`. */
export function chosenEndpoint(
  offers: readonly Offer[],
  connection: OpcUaConnection,
  login: LoginKind,
): Offer {
  const { securityMode = 'sign-and-encrypt', securityPolicy = 'best' } = connection;
  const where = whereOf(connection);
  const spoken = offers.filter(({ endpointUrl }) => /^opc\.tcp:/i.test(endpointUrl ?? 'opc.tcp:'));
  const fitting = policiesOf(securityMode, securityPolicy).flatMap((policy) =>
    spoken.filter(
      (offer) =>
        offer.securityMode === modeNumbers[securityMode] &&
        policyName(offer.securityPolicyUri) === policy,
    ),
  );
  const [first] = fitting;
  if (!first) {
    const wanted = securityMode === 'none' ? 'none' : `${securityMode} ${securityPolicy}`;
    const offered = [...new Set(spoken.map(offerText))].join(', ') || '—';
    throw opcUaFailures['no-endpoint']({ where, wanted, offered });
  }
  const open = fitting.find((offer) => loginsOf(offer).has(login));
  if (open) return open;
  const taken = [...loginsOf(first)];
  throw opcUaFailures['login-kind']({
    where,
    user: loginWords[login],
    accepted: {
      en: taken.map((kind) => loginWords[kind].en).join(', ') || '—',
      zh: taken.map((kind) => loginWords[kind].zh).join('、') || '—',
    },
  });
}

function policiesOf(
  mode: NonNullable<OpcUaConnection['securityMode']>,
  policy: NonNullable<OpcUaConnection['securityPolicy']>,
): readonly string[] {
  if (mode === 'none') return ['None'];
  return policy === 'best' ? securityPolicies.filter((name) => name !== 'best') : [policy];
}

function loginsOf(offer: Offer): Set<LoginKind> {
  const numbers = new Set<number>(
    (offer.userIdentityTokens ?? []).map(({ tokenType }) => tokenType),
  );
  const kinds = Object.entries(tokenKinds) as [LoginKind, number][];
  return new Set(kinds.filter(([, number]) => numbers.has(number)).map(([kind]) => kind));
}
