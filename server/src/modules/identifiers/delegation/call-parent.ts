// The child's call to its parent: asks for the prefix, or tells where the child listens.
import { check } from '../../../kernel/schema/schema.ts';
import { callNode, type OtherNode, type Unreachable } from '../node-calls/call-node.ts';
import { identifiersFailures } from '../failures.ts';
import { certificateReason } from './certificate-reasons.ts';
import { delegationReplySchema, type DelegationReply, type DelegationRequest } from './request.ts';

/** `certificateUntil`: when the parent's certificate ends, ISO 8601; none where it was not shown. */
export type ParentAnswer = { readonly reply: DelegationReply; readonly certificateUntil?: string };

const bounds = { timeoutMs: 15_000, answerBytesMax: 256 * 1024, showsCertificate: true };

/** Fails with `identifiers.parent-unreachable`, `identifiers.parent-not-trusted`, or as the parent refuses. */
export async function askParent(
  parent: OtherNode,
  request: DelegationRequest,
): Promise<ParentAnswer> {
  const { url } = parent;
  const call = { method: 'POST', path: '/api/delegations', body: request, ...bounds } as const;
  const unreachable: Unreachable = (reason, cause) => {
    const distrust = certificateReason(cause);
    return distrust === undefined
      ? identifiersFailures['parent-unreachable']({ parent: url, reason }, cause)
      : identifiersFailures['parent-not-trusted']({ parent: url, reason: distrust }, cause);
  };
  const { answer, ...certificate } = await callNode(parent, call, unreachable);
  const reply = check(delegationReplySchema, answer);
  if (reply.ok) return { reply: reply.value, ...certificate };
  const reason = {
    en: 'it did not answer as a parent node does',
    zh: '其应答不像上级节点',
  };
  throw unreachable(reason);
}
