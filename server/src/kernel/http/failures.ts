// What the HTTP border itself refuses.
import { defineFailures } from '../failure/failure.ts';

export const httpFailures = defineFailures('http', {
  'no-such-page': {
    kind: 'missing',
    message: {
      en: 'There is nothing at {method} {path}. /api/openapi.json lists every call.',
      zh: '{method} {path} 不存在。全部接口见 /api/openapi.json。',
    },
  },
  'bad-request': {
    kind: 'invalid',
    message: { en: 'The request is not usable: {problems}.', zh: '请求无效：{problems}。' },
  },
  'too-large': {
    kind: 'invalid',
    message: {
      en: 'The request is larger than {bytes} bytes. Send it in smaller parts.',
      zh: '请求超过 {bytes} 字节。请拆分后发送。',
    },
  },
  'head-too-large': {
    kind: 'invalid',
    message: {
      en: 'The address and headers of the request are longer than {bytes} bytes. No identifier is that long: check what was asked for.',
      zh: '请求的地址与头部超过 {bytes} 字节。任何标识都没有这么长，请检查请求内容。',
    },
  },
  'sign-in-first': {
    kind: 'unauthenticated',
    message: {
      en: 'Sign in first: open the one-time link that the program printed, or send a service token. A command takes the token from JINGWEI_TOKEN, or finds it with --data on the machine of the program.',
      zh: '请先登录：打开程序打印的一次性链接，或携带服务令牌。命令行从 JINGWEI_TOKEN 读取令牌，或在程序所在机器上用 --data 指定数据文件夹。',
    },
  },
  'not-allowed': {
    kind: 'forbidden',
    message: {
      en: 'You do not have the right “{right}” on {identifier}.',
      zh: '您没有对 {identifier} 的“{rightZh}”权限。',
    },
  },
  'not-for-enterprises': {
    kind: 'forbidden',
    message: {
      en: 'This is about the whole installation, not about one enterprise. Ask on its own machine, or as somebody with a right on *.',
      zh: '此内容涉及整个系统而非单个企业。请在其本机访问，或使用对 * 有权限的账户。',
    },
  },
  'foreign-origin': {
    kind: 'forbidden',
    message: {
      en: 'This change came from a page of another site ({origin}) and was refused.',
      zh: '该修改来自其他网站的页面（{origin}），已拒绝。',
    },
  },
  'needs-tls': {
    kind: 'forbidden',
    message: {
      en: 'From another machine this is answered over HTTPS only: {url}.',
      zh: '从其他机器访问时只通过 HTTPS 应答：{url}。',
    },
  },
  'plain-beyond-loopback': {
    kind: 'invalid',
    message: {
      en: 'HTTP would be readable to everybody on the way to {host}. Leave http.tls on auto, or allow it with --http-plain-from-elsewhere true.',
      zh: '在 {host} 上使用未加密的 HTTP，途中任何人都能读取。请将 http.tls 保持为 auto，或用 --http-plain-from-elsewhere true 明确允许。',
    },
  },
  'wrong-type': {
    kind: 'invalid',
    message: {
      en: 'A body of type {type} is not read at {path}. Send it as {wanted}.',
      zh: '{path} 不接受类型为 {type} 的请求体。请以 {wanted} 发送。',
    },
  },
  'too-many-streams': {
    kind: 'exhausted',
    message: {
      en: 'Too many live streams are open ({limit}). Close one and try again.',
      zh: '实时数据流过多（{limit}）。请关闭一个后重试。',
    },
  },
  internal: {
    kind: 'internal',
    message: {
      en: 'Something went wrong on our side. The log has the details under {reference}.',
      zh: '系统内部出错。详情见日志 {reference}。',
    },
  },
});
