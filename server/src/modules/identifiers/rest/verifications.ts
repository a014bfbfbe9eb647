// GET /api/verifications/{index:handle}: whether a secret key that is kept here made an answer; another
// server asks for its own client (reference §1.3 op 201).
import { defineRoute, type Route } from '../../../kernel/http/route.ts';
import { authenticationType } from '../../../wire/handle/handle.ts';
import { failedOf } from './failed.ts';
import { restFailures } from './failures.ts';
import { referenceOf } from './identity-text.ts';
import { verificationParams, verificationQuery, verificationReply } from './schemas.ts';
import { bytesIn, signedResponseOf } from './signed-answer.ts';
import type { RouteSources } from './sources.ts';

export function verificationRoute(sources: RouteSources): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/verifications/{id+}',
    operation: 'verifyAnswer',
    summary: {
      en: 'Whether a secret key of this program made an answer',
      zh: '核验应答是否由本程序保存的密钥生成',
    },
    access: 'public',
    params: verificationParams,
    query: verificationQuery,
    reply: verificationReply,
    otherReplies: {
      403: { en: 'Not over this channel', zh: '不允许通过该信道' },
      429: { en: 'Too many wrong answers', zh: '错误应答过多' },
    },
    failed: failedOf(sources.logins),
    async handle(request) {
      const { params, query } = request;
      sources.logins.refuseUnsafe(request);
      const named = referenceOf(params.id);
      if (named === undefined || (named.index !== 0 && query.index !== undefined)) {
        throw restFailures['bad-login']({ reason: oneIndex });
      }
      const reference = { handle: named.handle, index: query.index ?? named.index };
      const texts: Readonly<Record<string, unknown>> = query;
      const field = (name: string): string | undefined => {
        const value = texts[name];
        return typeof value === 'string' ? value : undefined;
      };
      const authType = authenticationType.secretKey;
      const signedResponse = signedResponseOf(authType, field);
      const covered = Buffer.concat([bytesIn(field, 'nonce'), bytesIn(field, 'cnonce')]);
      const answer = { reference, authType, signedResponse };
      const made = await sources.logins.verifies(request, answer, covered);
      return { responseCode: 1, isValid: made !== undefined };
    },
  });
}

const oneIndex = {
  en: 'give one index, in front of the handle or as index=',
  zh: '请给出一个索引，写在标识之前或使用 index=',
};
