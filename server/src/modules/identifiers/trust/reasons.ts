// Why a record is not verified, as codes for programs and as words for people.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';

/** `{what}` is put in where the reason is about values. */
export const reasonWords = {
  silent: {
    en: 'a node of the chain does not answer',
    zh: '信任链上的某个节点没有应答',
  },
  'no-trust-root': {
    en: 'no trust root is configured for this prefix (recursiveNode.trustRoots)',
    zh: '没有为该前缀配置信任根（recursiveNode.trustRoots）',
  },
  'not-certified': {
    en: 'the parent of the signing node has certified no key of it',
    zh: '上级节点尚未为签名节点的任何密钥签发证书',
  },
  unsigned: {
    en: 'it is not signed, though records of this prefix must be',
    zh: '记录没有签名，而该前缀的记录必须签名',
  },
  'value-changed': {
    en: 'a value is not the one that was signed',
    zh: '有的值与签名时不一致',
  },
  'value-added': { en: 'a value is not covered by the signature', zh: '有的值不在签名范围内' },
  'value-removed': { en: 'a value that was signed is missing', zh: '缺少已签名的值' },
  'other-handle': {
    en: 'the signature is for another identifier',
    zh: '签名属于另一个标识',
  },
  'bad-signature': {
    en: 'the signature cannot be read',
    zh: '签名无法读取',
  },
  forged: {
    en: 'the signature was not made by the key of its signer',
    zh: '签名不是由签名者的密钥生成的',
  },
  expired: { en: 'the signature has expired', zh: '签名已过期' },
  'not-yet-valid': {
    en: 'the signature is dated in the future; check the clocks',
    zh: '签名的生效时间在将来；请检查时钟',
  },
  replayed: {
    en: 'it is an older state of the record than one already seen',
    zh: '这是比已见过的更旧的记录状态（重放）',
  },
  'unknown-signer': {
    en: 'the key of the signer is not among those that its parent certified',
    zh: '签名者的密钥不在上级认证的密钥之列',
  },
  'certificate-expired': {
    en: 'a certificate of the chain has expired',
    zh: '信任链上有证书已过期',
  },
  'certificate-not-yet-valid': {
    en: 'a certificate of the chain is dated in the future; check the clocks',
    zh: '信任链上有证书的生效时间在将来；请检查时钟',
  },
  'certificate-forged': {
    en: 'a certificate of the chain was not made by the key of its issuer',
    zh: '信任链上有证书不是由其签发者的密钥生成的',
  },
  'bad-certificate': {
    en: 'a certificate of the chain cannot be read',
    zh: '信任链上有证书无法读取',
  },
  'not-permitted': {
    en: 'a signer of the chain may not sign for this identifier',
    zh: '信任链上有签名者无权为该标识签名',
  },
  'untrusted-root': {
    en: 'the chain ends at a key that is not the configured trust root',
    zh: '信任链的终点不是已配置的信任根',
  },
  'chain-broken': {
    en: 'the chain of certificates runs in a circle or is too long',
    zh: '证书链成环或过长',
  },
} as const satisfies Record<string, Bilingual>;

export type TrustReason = keyof typeof reasonWords;

export function isTrustReason(code: string): code is TrustReason {
  return Object.hasOwn(reasonWords, code);
}
