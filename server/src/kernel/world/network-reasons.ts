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
};

/** In words where we have them; otherwise what the system said. */
export function networkReason(error: unknown): Bilingual {
  const { code, message } = error as NodeJS.ErrnoException;
  return words[code ?? ''] ?? same(code ?? message);
}
