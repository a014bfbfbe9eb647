// Why a request of an administrator is not carried out: a response code of the protocol and its words.
import { responseCode, type Body } from '../../../wire/handle/handle.ts';

export type Refusal = {
  readonly code: number;
  readonly body: Body;
  /** Told before any challenge, since everybody may know (as Handle.Net does). */
  readonly openly: boolean;
};

export function refusal(
  name: keyof typeof responseCode,
  message = '',
  options: { openly?: boolean; indexes?: readonly number[] } = {},
): Refusal {
  const { openly = false, indexes } = options;
  const body: Body = { kind: 'error', message, ...(indexes === undefined ? {} : { indexes }) };
  return { code: responseCode[name], body, openly };
}
