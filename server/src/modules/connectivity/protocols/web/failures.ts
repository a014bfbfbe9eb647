// What can be wrong with an address on the web, and with what answers there.
import { defineFailures } from '../../../../kernel/failure/failure.ts';

export const webFailures = defineFailures('web', {
  'bad-url': {
    kind: 'invalid',
    message: {
      en: 'The source {name} has the address {url}, which is not one of http:// or https://. Write it like http://192.168.1.20:5000/ or https://[fe80::1]:8443/data; a user name belongs into its own setting.',
      zh: '数据源 {name} 的地址 {url} 不是 http:// 或 https:// 地址。请写成 http://192.168.1.20:5000/ 或 https://[fe80::1]:8443/data 的形式；用户名请填写在单独的设置中。',
    },
  },
  'bad-header': {
    kind: 'invalid',
    message: {
      en: 'The source {name} has the header {header}, which cannot be sent. Use letters, digits and `-` for its name, and one line of plain text for its value.',
      zh: '数据源 {name} 的请求头 {header} 无法发送。名称请使用字母、数字和 -，值请使用单行文本。',
    },
  },
  status: {
    kind: 'unavailable',
    message: {
      en: '{url} answered {status} instead of data{said}. {remedy}',
      zh: '{url} 返回状态 {status}，没有数据{said}。{remedy}',
    },
  },
  'too-large': {
    kind: 'exhausted',
    message: {
      en: '{url} sent more than the {bytesMax} bytes that are read. Ask it for less, or raise the limit of the source.',
      zh: '{url} 返回的数据超过可读取的 {bytesMax} 字节。请减少请求的数据，或提高该数据源的上限。',
    },
  },
  'too-many-redirects': {
    kind: 'unavailable',
    message: {
      en: '{url} sent us on more than {redirectsMax} times, the last time to {to}. Give the final address to the source.',
      zh: '{url} 重定向超过 {redirectsMax} 次，最后指向 {to}。请直接为数据源填写最终地址。',
    },
  },
  'bad-redirect': {
    kind: 'unavailable',
    message: {
      en: '{url} sent us on to {to}, where we do not go: {reason}. Give the final address to the source.',
      zh: '{url} 将请求重定向到 {to}，本网关不予跟随：{reason}。请直接为数据源填写最终地址。',
    },
  },
  'cut-off': {
    kind: 'unavailable',
    message: {
      en: 'The answer of {url} ended in the middle: {reason}. Check the network and the server; it is asked again.',
      zh: '{url} 的应答中途中断：{reason}。请检查网络和服务器；网关会再次请求。',
    },
  },
  'no-web': {
    kind: 'unsupported',
    message: {
      en: 'There is no web in this world, so {url} cannot be asked. Run the gateway on a real machine.',
      zh: '当前环境没有网络访问能力，无法请求 {url}。请在真实机器上运行网关。',
    },
  },
});
