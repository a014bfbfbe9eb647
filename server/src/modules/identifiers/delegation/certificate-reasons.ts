// Why a certificate of another node is not believed, in words: the codes of OpenSSL tell an operator nothing.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';

const unknownAuthority: Bilingual = {
  en: 'its certificate is not vouched for by the authority that was named, nor, without one, by those of this machine',
  zh: '其证书并非由指定的机构（未指定时为本机信任的机构）签发',
};

const noTls: Bilingual = {
  en: 'it speaks no TLS there: ask with http://, or have http.tls set there',
  zh: '该端口未启用 TLS：请用 http:// 访问，或在对方设置 http.tls',
};

const words: Readonly<Record<string, Bilingual>> = {
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  CERT_SIGNATURE_FAILURE: unknownAuthority,
  CERT_HAS_EXPIRED: { en: 'its certificate has expired', zh: '其证书已过期' },
  CERT_NOT_YET_VALID: {
    en: 'its certificate is not valid yet: compare the clocks',
    zh: '其证书尚未生效，请核对双方时钟',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    en: 'its certificate is for other names: ask it by one of them, or have http.certificateNames set there',
    zh: '其证书不含该名称：请改用证书中的名称访问，或在对方设置 http.certificateNames',
  },
  EPROTO: noTls,
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
};

/** Undefined for trouble that has nothing to do with certificates. */
export function certificateReason(error: unknown): Bilingual | undefined {
  return words[(error as NodeJS.ErrnoException | undefined)?.code ?? ''];
}
