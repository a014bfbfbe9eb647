// The settings of connections to an address on the web: who we say we are, and whom we believe.
import { Type, type Static } from '../../../../kernel/schema/schema.ts';
import { textSetting } from '../connection.ts';
import { webFailures } from './failures.ts';

export const webSettings = {
  url: textSetting(
    {
      en: 'Address, e.g. http://192.168.1.20:5000/ or https://[fe80::1]:8443/data',
      zh: '地址，例如 http://192.168.1.20:5000/ 或 https://[fe80::1]:8443/data',
    },
    { minLength: 8, maxLength: 2_000 },
  ),
  username: Type.Optional(textSetting({ en: 'User name, if asked for', zh: '用户名（如需要）' })),
  password: Type.Optional(
    textSetting({ en: 'Password, if asked for', zh: '密码（如需要）' }, { secret: true }),
  ),
  token: Type.Optional(
    textSetting(
      {
        en: 'Token that is sent as `Authorization: Bearer`',
        zh: '以 Authorization: Bearer 发送的令牌',
      },
      { maxLength: 8_000, secret: true },
    ),
  ),
  headers: Type.Optional(
    Type.Array(
      Type.Object(
        {
          name: textSetting(
            { en: 'Name of a header', zh: '请求头名称' },
            { minLength: 1, maxLength: 200 },
          ),
          value: textSetting(
            { en: 'Its value', zh: '请求头的值' },
            { maxLength: 8_000, secret: true },
          ),
        },
        { additionalProperties: false },
      ),
      {
        maxItems: 50,
        secret: true,
        description: 'More headers to send',
        descriptionZh: '附加请求头',
      },
    ),
  ),
  authorities: Type.Optional(
    textSetting(
      {
        en: 'PEM of the authorities that vouch for the server; empty for those that the machine trusts',
        zh: '为服务器证书背书的颁发机构（PEM）；留空则使用系统信任的机构',
      },
      { maxLength: 1_000_000 },
    ),
  ),
};

const webConnection = Type.Object(webSettings);
export type WebConnection = Static<typeof webConnection>;

/** Fails with `web.bad-url`. */
export function checkedUrl(name: string, url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const spoken = parsed?.protocol === 'http:' || parsed?.protocol === 'https:';
  if (!parsed || !spoken || parsed.username !== '' || parsed.password !== '') {
    throw webFailures['bad-url']({ name, url: url.replace(/\/\/[^/@]*@/, '//…@') });
  }
  return parsed;
}

/** Fails with `web.bad-header`. */
export function headersOf(name: string, connection: WebConnection): Record<string, string> {
  const headers: Record<string, string> = {};
  const { username, password, token } = connection;
  for (const { name: header, value } of connection.headers ?? []) {
    if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(header) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw webFailures['bad-header']({ name, header });
    }
    headers[header.toLowerCase()] = value;
  }
  if (token !== undefined && token !== '') {
    if (!/^[\x21-\x7e]+$/.test(token))
      throw webFailures['bad-header']({ name, header: 'authorization' });
    headers['authorization'] = `Bearer ${token}`;
  } else if (username !== undefined && username !== '') {
    const pair = Buffer.from(`${username}:${password ?? ''}`).toString('base64');
    headers['authorization'] = `Basic ${pair}`;
  }
  return headers;
}

/** For a person to read: without query, which may hold secrets. */
export function shownUrl(url: string): string {
  return url.replace(/[?#].*$/, '').replace(/\/\/[^/@]*@/, '//');
}
