// The names of streams, and of the sets of numbers that the intake keeps of each in the series store.
import { prefixPattern } from '../../../kernel/access/rights.ts';
import { giveUpReasons, type GivenUp } from '../../../wire/tier/facts.ts';
import { refusalCodes, type RefusalCode } from '../failures.ts';

export const streamKinds = ['readings', 'facts', 'ledger'] as const;
export type StreamKind = (typeof streamKinds)[number];

/** `readings/88.118.8/press-7`. */
export type StreamName = {
  readonly kind: StreamKind;
  readonly enterprise: string;
  readonly source: string;
};

const sourcePattern = /^[\w.-]{1,100}$/;
const enterprisePattern = new RegExp(prefixPattern);
const enterpriseCharactersMax = 200;

export function parseStream(stream: string): StreamName | undefined {
  const [kind, enterprise = '', source = '', ...rest] = stream.split('/');
  const known = streamKinds.find((one) => one === kind);
  if (known === undefined || rest.length > 0 || !sourcePattern.test(source)) return undefined;
  if (enterprise.length > enterpriseCharactersMax || !enterprisePattern.test(enterprise)) {
    return undefined;
  }
  return { kind: known, enterprise, source };
}

/** What is random and made by the sender: part of names, so no slash. */
export function isIncarnation(text: string): boolean {
  return /^[\w.-]{1,100}$/.test(text);
}

/** One sender's run of numbers: numbers of another incarnation are other numbers. */
export type Sender = { readonly gateway: string; readonly incarnation: string };

/**
 * Sets of numbers of a stream. `has`: dealt with, acknowledged and not taken again. `expected`: up to the highest
 * that the sender named. `again`: came more than once. `listed`: a ledger row names them.
 */
export type Mark =
  | 'has'
  | 'expected'
  | 'again'
  | 'listed'
  | `given-up:${GivenUp['reason']}`
  | `refused:${RefusalCode}`;

export const givenUpMarks = giveUpReasons.map((reason) => ({
  reason,
  mark: `given-up:${reason}` as const,
}));
export const refusedMarks = refusalCodes.map((reason) => ({
  reason,
  mark: `refused:${reason}` as const,
}));

/** The name under which the series store keeps such a set. */
export function markStream({ gateway, incarnation }: Sender, mark: Mark, stream: string): string {
  return `${gateway}/${incarnation}/${mark}/${stream}`;
}
