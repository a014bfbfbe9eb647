// Why a connection does not come about, in words: the codes of the operating system tell a plant
// engineer nothing.
import { same, type Bilingual } from '../schema/bilingual.ts';

const words: Readonly<Record<string, Bilingual>> = {
  ECONNREFUSED: {
    en: 'nothing listens there (ECONNREFUSED)',
    zh: '该端口无程序监听（ECONNREFUSED）',
  },
  ECONNRESET: { en: 'the peer broke it off (ECONNRESET)', zh: '连接被对方中断（ECONNRESET）' },
  ETIMEDOUT: { en: 'no answer in time (ETIMEDOUT)', zh: '超时无应答（ETIMEDOUT）' },
  EHOSTUNREACH: { en: 'no way to this host (EHOSTUNREACH)', zh: '无法到达该主机（EHOSTUNREACH）' },
  ENETUNREACH: { en: 'no way to this network (ENETUNREACH)', zh: '无法到达该网络（ENETUNREACH）' },
  ENOTFOUND: { en: 'this host name is not known (ENOTFOUND)', zh: '主机名无法解析（ENOTFOUND）' },
  EACCES: { en: 'not permitted (EACCES)', zh: '没有权限（EACCES）' },
  EADDRNOTAVAIL: {
    en: 'this machine has no such address (EADDRNOTAVAIL)',
    zh: '本机没有该地址（EADDRNOTAVAIL）',
  },
  CERT_HAS_EXPIRED: {
    en: 'the certificate of the server has expired (CERT_HAS_EXPIRED)',
    zh: '服务器证书已过期（CERT_HAS_EXPIRED）',
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    en: 'the server vouches for itself (DEPTH_ZERO_SELF_SIGNED_CERT); give its certificate as the authority',
    zh: '服务器使用自签名证书（DEPTH_ZERO_SELF_SIGNED_CERT）；请将其证书设为信任的颁发机构',
  },
  SELF_SIGNED_CERT_IN_CHAIN: {
    en: 'nobody that is trusted vouches for the server (SELF_SIGNED_CERT_IN_CHAIN); give its authority',
    zh: '服务器证书的颁发机构不受信任（SELF_SIGNED_CERT_IN_CHAIN）；请提供其颁发机构证书',
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    en: 'nobody that is trusted vouches for the server (UNABLE_TO_VERIFY_LEAF_SIGNATURE); give its authority',
    zh: '服务器证书的颁发机构不受信任（UNABLE_TO_VERIFY_LEAF_SIGNATURE）；请提供其颁发机构证书',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    en: 'the certificate is for another host name (ERR_TLS_CERT_ALTNAME_INVALID)',
    zh: '证书所属的主机名与地址不符（ERR_TLS_CERT_ALTNAME_INVALID）',
  },
};

/** In words where we have them; otherwise what the system said. */
export function networkReason(error: unknown): Bilingual {
  const { code, message } = error as NodeJS.ErrnoException;
  return words[code ?? ''] ?? same(code ?? message);
}
