// Why a broker or the way to it says no, in words with a remedy: the codes of MQTT 3.1.1 (table 3.1) and
// MQTT 5 (2.4), of TLS, and of the operating system.
import { same, type Bilingual } from '../../../kernel/schema/bilingual.ts';
import { networkReason } from '../../../kernel/world/network-reasons.ts';

// Both versions say these, with codes of their own.
const clientId: Bilingual = {
  en: 'it does not take this client id. Choose another.',
  zh: '客户端标识不被接受，请更换。',
};
const unavailable: Bilingual = {
  en: 'it is not available now. Try again later.',
  zh: '服务暂不可用，请稍后再试。',
};
const credentials: Bilingual = {
  en: 'user name or password is wrong. Correct them.',
  zh: '用户名或密码错误，请更正。',
};

const codes: Readonly<Record<number, Bilingual>> = {
  1: {
    en: 'it does not speak this version of MQTT. Choose the other version.',
    zh: '不支持该 MQTT 版本，请改用另一版本。',
  },
  2: clientId,
  3: unavailable,
  4: credentials,
  5: {
    en: 'this user may not do that. Give the user the right at the broker, or give a user name and password.',
    zh: '没有权限。请在服务器上授权，或提供用户名和密码。',
  },
  16: { en: 'nobody listens to this topic', zh: '该主题没有订阅者' },
  128: {
    en: 'it gives no reason. Its log may; often the user lacks the right to this topic.',
    zh: '未说明原因，请查看服务器日志；常见原因是该用户没有该主题的权限。',
  },
  129: { en: 'it calls our packet malformed', zh: '认为报文格式错误' },
  130: { en: 'it sees a protocol error', zh: '认为违反协议' },
  131: { en: 'a limit of its own', zh: '服务器自身限制' },
  132: {
    en: 'it does not speak this version of MQTT. Choose 3.1.1.',
    zh: '不支持该 MQTT 版本，请改用 3.1.1。',
  },
  133: clientId,
  134: credentials,
  135: {
    en: 'this user may not do that. Give the user the right at the broker.',
    zh: '没有权限，请在服务器上授权。',
  },
  136: unavailable,
  137: { en: 'it is busy. Try again later.', zh: '服务器繁忙，请稍后再试。' },
  138: { en: 'this client is banned. Ask its operator.', zh: '该客户端已被禁止，请联系管理员。' },
  139: { en: 'it is shutting down', zh: '服务器正在关闭' },
  140: { en: 'it wants another way of authentication', zh: '需要其他认证方式' },
  141: { en: 'it did not hear from us within the keep-alive time', zh: '保活时间内未收到我方消息' },
  142: {
    en: 'another connection took over our client id. Give each client its own id.',
    zh: '该客户端标识已被另一连接占用，请为每个客户端使用不同标识。',
  },
  143: { en: 'it does not take this topic filter', zh: '不接受该主题过滤器' },
  144: { en: 'it does not take this topic', zh: '不接受该主题' },
  147: { en: 'we sent more at once than it takes', zh: '同时发送的消息超过其接收上限' },
  149: { en: 'the packet is larger than it takes', zh: '报文超过其允许的大小' },
  150: { en: 'we send faster than it takes', zh: '发送速率超过其限制' },
  151: { en: 'a quota is used up', zh: '配额已用尽' },
  152: { en: 'its operator ended the connection', zh: '管理员断开了连接' },
  153: { en: 'the payload is not of the declared form', zh: '载荷格式与声明不符' },
  154: { en: 'it keeps no retained messages', zh: '不支持保留消息' },
  155: { en: 'it does not offer this QoS', zh: '不支持该 QoS' },
  156: { en: 'it asks to use another server', zh: '要求使用其他服务器' },
  157: { en: 'it has moved to another server', zh: '已迁移到其他服务器' },
  158: { en: 'it has no shared subscriptions', zh: '不支持共享订阅' },
  159: { en: 'we connect too often', zh: '连接过于频繁' },
  160: { en: 'the longest connection time is over', zh: '已达最长连接时间' },
  161: { en: 'it has no subscription identifiers', zh: '不支持订阅标识符' },
  162: { en: 'it takes no wildcards in filters', zh: '不支持通配符订阅' },
};

/** Reason of an MQTT code; unknown ones are named by number. */
export function reasonOfCode(code: number, said?: string): Bilingual {
  const known = codes[code] ?? { en: `code ${code}`, zh: `代码 ${code}` };
  if (said === undefined || said === '') return known;
  return { en: `${known.en} (${said})`, zh: `${known.zh}（${said}）` };
}

const unknownIssuer: Bilingual = {
  en: 'its certificate is from an authority that is not trusted here. Give the certificate of that authority (ca).',
  zh: '其证书的签发机构不受信任。请提供签发机构证书（ca）。',
};
const certificates: Readonly<Record<string, Bilingual>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownIssuer,
  SELF_SIGNED_CERT_IN_CHAIN: unknownIssuer,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownIssuer,
  CERT_HAS_EXPIRED: {
    en: 'its certificate has expired. Renew it at the broker, and compare the clocks.',
    zh: '其证书已过期。请在服务器上更新证书，并核对时钟。',
  },
  CERT_NOT_YET_VALID: {
    en: 'its certificate is not valid yet. Compare the clocks.',
    zh: '其证书尚未生效，请核对时钟。',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    en: 'its certificate is for another name. Use the name in the certificate as host.',
    zh: '其证书属于其他名称，请以证书中的名称作为主机名。',
  },
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: {
    en: 'it wants a certificate of ours. Give cert and key.',
    zh: '需要客户端证书，请提供 cert 和 key。',
  },
  ERR_SSL_WRONG_VERSION_NUMBER: {
    en: 'it does not speak TLS on this port. Choose tcp, or the port for TLS (usually 8883).',
    zh: '该端口不是 TLS。请选择 tcp，或使用 TLS 端口（通常为 8883）。',
  },
  EPROTO: {
    en: 'it does not speak TLS on this port, or no version in common. Choose tcp, or the port for TLS (usually 8883).',
    zh: '该端口不是 TLS 或没有共同的 TLS 版本。请选择 tcp，或使用 TLS 端口（通常为 8883）。',
  },
};

export const endings = {
  broker: { en: 'the broker closed the connection', zh: 'MQTT 服务器关闭了连接' },
  gateway: { en: 'the gateway closed the connection', zh: '网关关闭了连接' },
  noConnack: {
    en: 'it took the connection and did not answer as an MQTT broker. Check the port, and whether it wants TLS.',
    zh: '连接已建立，但对方没有 MQTT 应答。请检查端口以及是否需要 TLS。',
  },
  noAnswer: {
    en: 'it took the connection and then did not answer what it was asked. Look at the log of the broker.',
    zh: '连接已建立，但对方未应答后续请求。请查看该服务器的日志。',
  },
  silence: { en: 'the broker did not answer our ping', zh: 'MQTT 服务器未应答心跳' },
  notDurable: {
    en: 'a message could not be stored; it is not acknowledged, so that the broker sends it again',
    zh: '消息未能存储，未予确认，服务器会重新发送',
  },
  tooLong: {
    en: 'the broker sent a packet of more than {bytesMax} bytes. Raise the limit or subscribe to less.',
    zh: '服务器发送的报文超过 {bytesMax} 字节。请提高上限或缩小订阅范围。',
  },
  malformed: {
    en: 'what came is not MQTT. Check the port.',
    zh: '收到的不是 MQTT 报文，请检查端口。',
  },
} satisfies Record<string, Bilingual>;

/** What the way to the broker, TLS or the client library says. */
export function reasonOf(error: unknown): Bilingual {
  const { code, message } = error as { code?: string | number; message?: string };
  if (typeof code === 'number') return reasonOfCode(code);
  if (message === 'connack timeout') return endings.noConnack;
  if (message === 'Keepalive timeout') return endings.silence;
  const certificate = certificates[code ?? ''];
  if (certificate) return certificate;
  if (code?.startsWith('ERR_SSL_') === true) return same(`TLS: ${code}`);
  return networkReason(error);
}
