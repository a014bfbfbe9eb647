// What the Handle JSON API refuses, in the words of the person who meets it.
import { defineFailures } from '../../../kernel/failure/failure.ts';

export const restFailures = defineFailures('handle-api', {
  'no-such-handle': {
    kind: 'missing',
    message: {
      en: 'There is no identifier "{handle}". Check it letter by letter, or register it first.',
      zh: '标识“{handle}”不存在。请逐字核对，或先注册。',
    },
  },
  'handle-exists': {
    kind: 'conflict',
    message: {
      en: 'The identifier "{handle}" exists already. Choose another suffix, or replace it with overwrite=true.',
      zh: '标识“{handle}”已存在。请更换后缀，或使用 overwrite=true 替换。',
    },
  },
  'handle-refused': {
    kind: 'invalid',
    message: {
      en: 'The identifier "{handle}" cannot be used: {detail}. Write it as prefix/suffix, for example 88.118.8/P-1.',
      zh: '标识“{handle}”无法使用：{detail}。请写成“前缀/后缀”的形式，例如 88.118.8/P-1。',
    },
  },
  'no-such-values': {
    kind: 'invalid',
    message: {
      en: 'The identifier "{handle}" does not hold all of the values that were named. Nothing was changed; read the record for its indexes.',
      zh: '标识“{handle}”不包含所指定的全部值。未作任何更改；请先读取记录确认索引。',
    },
  },
  'value-exists': {
    kind: 'conflict',
    message: {
      en: 'The identifier "{handle}" holds a value at one of these indexes already ({detail}). Nothing was changed; choose other indexes, or replace with overwrite=true.',
      zh: '标识“{handle}”在所给索引处已有值（{detail}）。未作任何更改；请更换索引，或使用 overwrite=true 替换。',
    },
  },
  'values-refused': {
    kind: 'invalid',
    message: {
      en: 'The values for "{handle}" cannot be stored: {detail}. Nothing was changed.',
      zh: '无法保存标识“{handle}”的值：{detail}。未作任何更改。',
    },
  },
  'not-of-these-nodes': {
    kind: 'invalid',
    message: {
      en: 'None of the nodes of this program is responsible for "{handle}". Ask the node of its prefix.',
      zh: '本程序的节点都不负责标识“{handle}”。请访问其前缀所属的节点。',
    },
  },
  'held-elsewhere': {
    kind: 'missing',
    message: {
      en: 'The identifier "{handle}" is held by the node of {place}; the values tell where it is. Make the change there.',
      zh: '标识“{handle}”由 {place} 的节点持有，其地址见返回的值。请在该节点上修改。',
    },
  },
  'not-an-administrator': {
    kind: 'forbidden',
    message: {
      en: 'You are known, but no HS_ADMIN value lets you do this with "{handle}". Ask an administrator of the identifier, or of its prefix for new ones.',
      zh: '已确认您的身份，但没有 HS_ADMIN 值授权您对“{handle}”执行此操作。请联系该标识（新建时为其前缀）的管理员。',
    },
  },
  'read-only-value': {
    kind: 'forbidden',
    message: {
      en: 'A value of "{handle}" may not be changed by administrators: the second digit of its permissions is 0. Remove it and add another.',
      zh: '标识“{handle}”的某个值不允许管理员修改（权限第二位为 0）。请删除后重新添加。',
    },
  },
  'log-in-first': {
    kind: 'unauthenticated',
    message: {
      en: 'Say who you are: HTTP Basic with index:handle and its secret key, a Handle session, a client certificate, or a token of this program.',
      zh: '请先登录：可使用 HTTP Basic（索引:标识与其密钥）、Handle 会话、客户端证书或本程序的令牌。',
    },
  },
  'login-failed': {
    kind: 'unauthenticated',
    message: {
      en: 'The login failed: no key at {id} that this node can find was used. Check index:handle, the key, and that the value stands there.',
      zh: '登录失败：所用密钥与 {id} 处可查到的密钥不符。请检查“索引:标识”、密钥以及该值是否存在。',
    },
  },
  'bad-login': {
    kind: 'invalid',
    message: {
      en: 'The login cannot be read: {reason}.',
      zh: '无法读取登录信息：{reason}。',
    },
  },
  'no-such-session': {
    kind: 'unauthenticated',
    message: {
      en: 'The session is unknown or has expired. Open another: POST /api/sessions.',
      zh: '会话不存在或已过期。请重新建立：POST /api/sessions。',
    },
  },
  'another-session': {
    kind: 'forbidden',
    message: {
      en: 'A session can only be used by whoever holds its id. Name your own, or `this`.',
      zh: '只有持有会话编号者才能使用该会话。请使用您自己的会话或 `this`。',
    },
  },
  'needs-https': {
    kind: 'forbidden',
    message: {
      en: 'Keys and sessions of identifiers are taken over HTTPS only, or from this machine itself. Use the https address; if a proxy in front of this program encrypts, set identifierHttp.behindTls.',
      zh: '标识密钥与会话仅允许通过 HTTPS 或在本机使用。请改用 https 地址；若由前置代理负责加密，请设置 identifierHttp.behindTls。',
    },
  },
  'too-many-attempts': {
    kind: 'exhausted',
    message: {
      en: 'Too many logins failed for this name or from this address. Wait {minutes} minutes, and check the key meanwhile.',
      zh: '该名称或该地址的登录失败次数过多。请等待 {minutes} 分钟，并检查密钥。',
    },
  },
  'node-busy': {
    kind: 'unavailable',
    message: {
      en: 'The node is too busy with "{handle}" at the moment, or others change it again and again. Try once more.',
      zh: '节点当前繁忙，或“{handle}”正被他人反复修改。请重试。',
    },
  },
  'not-supported': {
    kind: 'unsupported',
    message: {
      en: 'This node does not do that: {detail}.',
      zh: '本节点不支持该操作：{detail}。',
    },
  },
  'bad-callback': {
    kind: 'invalid',
    message: {
      en: 'The callback must be the name of a function, such as app.show, of at most {charactersMax} characters.',
      zh: 'callback 必须是函数名（如 app.show），最多 {charactersMax} 个字符。',
    },
  },
  'list-too-long': {
    kind: 'invalid',
    message: {
      en: 'The prefix {prefix} has {totalCount} identifiers; at most {countMax} fit into one answer. Ask for pages with page and pageSize, or with after.',
      zh: '前缀 {prefix} 有 {totalCount} 个标识；一次应答最多 {countMax} 个。请使用 page 与 pageSize，或 after 分页查询。',
    },
  },
});
