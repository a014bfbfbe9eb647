// Operation and response codes with the names and labels that people see (reference §1.3, §1.4): DO-IRP 3.0, RFC 3652,
// Handle.Net's own, and those of the Chinese national system.

/** A label in both languages. */
export type Label = { readonly en: string; readonly zh: string };

export const opCode = {
  resolve: 1,
  getSiteInfo: 2,
  create: 100,
  delete: 101,
  addValues: 102,
  removeValues: 103,
  modifyValues: 104,
  listHandles: 105,
  listDerivedPrefixes: 106,
  challengeAnswer: 200,
  verifyAnswer: 201,
  homePrefix: 300,
  unhomePrefix: 301,
  listHomedPrefixes: 302,
  sessionSetup: 400,
  sessionEnd: 401,
  sessionKeyExchange: 402,
  nextTransactionId: 1000,
  transactionLog: 1001,
  dump: 1002,
  backup: 1003,
  login: 2000,
  loginIdSystem: 2001,
} as const;

export type OpName = keyof typeof opCode;

export const opLabel: Readonly<Record<OpName, Label>> = {
  resolve: { en: 'Resolve', zh: '解析' },
  getSiteInfo: { en: 'Get site information', zh: '获取站点信息' },
  create: { en: 'Create identifier', zh: '注册标识' },
  delete: { en: 'Delete identifier', zh: '删除标识' },
  addValues: { en: 'Add values', zh: '添加标识值' },
  removeValues: { en: 'Remove values', zh: '移除标识值' },
  modifyValues: { en: 'Modify values', zh: '修改标识值' },
  listHandles: { en: 'List identifiers', zh: '列出标识' },
  listDerivedPrefixes: { en: 'List derived prefixes', zh: '列出派生前缀' },
  challengeAnswer: { en: 'Answer to a challenge', zh: '应答质询' },
  verifyAnswer: { en: 'Verify an answer', zh: '核验应答' },
  homePrefix: { en: 'Home a prefix', zh: '托管前缀' },
  unhomePrefix: { en: 'Unhome a prefix', zh: '取消托管前缀' },
  listHomedPrefixes: { en: 'List homed prefixes', zh: '列出托管前缀' },
  sessionSetup: { en: 'Set up session', zh: '建立会话' },
  sessionEnd: { en: 'End session', zh: '结束会话' },
  sessionKeyExchange: { en: 'Exchange session key', zh: '交换会话密钥' },
  nextTransactionId: { en: 'Next transaction number', zh: '下一事务编号' },
  transactionLog: { en: 'Transaction log', zh: '事务日志' },
  dump: { en: 'Dump all identifiers', zh: '导出全部标识' },
  backup: { en: 'Back up server', zh: '备份服务器' },
  login: { en: 'Log in (password)', zh: '登录（口令）' },
  loginIdSystem: { en: 'Log in (key)', zh: '登录（密钥）' },
};

export const responseCode = {
  ok: 1,
  error: 2,
  busy: 3,
  protocolError: 4,
  notSupported: 5,
  recursionTooHigh: 6,
  readOnly: 7,
  handleNotFound: 100,
  handleExists: 101,
  invalidHandle: 102,
  valuesNotFound: 200,
  valueExists: 201,
  invalidValue: 202,
  staleSiteInfo: 300,
  notResponsible: 301,
  serviceReferral: 302,
  prefixReferral: 303,
  invalidAdmin: 400,
  insufficientPermission: 401,
  authenticationNeeded: 402,
  authenticationFailed: 403,
  invalidCredential: 404,
  authenticationTimeout: 405,
  unableToAuthenticate: 406,
  repeatedLogin: 407,
  logInFirst: 408,
  sessionTimeout: 500,
  sessionFailed: 501,
  badSessionKey: 502,
  rsaKeyNeeded: 503,
  invalidSessionSetup: 504,
  messageRejected: 505,
  channelError: 601,
  clientTimeout: 602,
  dailyRequestLimit: 603,
  registrationLimit: 604,
  prefixLimit: 605,
  trying: 900,
  forwarded: 901,
  queued: 902,
  credentialVerificationFailed: 3001,
} as const;

export type ResponseName = keyof typeof responseCode;

export const responseLabel: Readonly<Record<ResponseName, Label>> = {
  ok: { en: 'Done', zh: '成功' },
  error: { en: 'Server error', zh: '服务器错误' },
  busy: { en: 'Server too busy', zh: '服务器繁忙' },
  protocolError: { en: 'Malformed message', zh: '报文格式错误' },
  notSupported: { en: 'Operation not supported', zh: '不支持该操作' },
  recursionTooHigh: { en: 'Too many recursions', zh: '递归次数过多' },
  readOnly: { en: 'Server is read-only', zh: '服务器只读' },
  handleNotFound: { en: 'Identifier not found', zh: '标识不存在' },
  handleExists: { en: 'Identifier already exists', zh: '标识已存在' },
  invalidHandle: { en: 'Invalid identifier', zh: '标识无效' },
  valuesNotFound: { en: 'Values not found', zh: '标识值不存在' },
  valueExists: { en: 'Value already exists', zh: '标识值已存在' },
  invalidValue: { en: 'Invalid value', zh: '标识值无效' },
  staleSiteInfo: { en: 'Site information is out of date', zh: '站点信息已过期' },
  notResponsible: { en: 'Server not responsible', zh: '服务器不负责该标识' },
  serviceReferral: { en: 'Referred to another service', zh: '转向其他服务' },
  prefixReferral: { en: 'Referred to the derived prefix', zh: '转向派生前缀' },
  invalidAdmin: { en: 'Not an administrator', zh: '管理员无效' },
  insufficientPermission: { en: 'Insufficient permission', zh: '权限不足' },
  authenticationNeeded: { en: 'Authentication needed', zh: '需要身份认证' },
  authenticationFailed: { en: 'Authentication failed', zh: '身份认证失败' },
  invalidCredential: { en: 'Invalid credential', zh: '凭据无效' },
  authenticationTimeout: { en: 'Authentication timed out', zh: '身份认证超时' },
  unableToAuthenticate: { en: 'Unable to authenticate', zh: '无法进行身份认证' },
  repeatedLogin: { en: 'Logged in already', zh: '重复登录' },
  logInFirst: { en: 'Log in first', zh: '请先登录' },
  sessionTimeout: { en: 'Session unknown or timed out', zh: '会话不存在或已超时' },
  sessionFailed: { en: 'Session set-up failed', zh: '会话建立失败' },
  badSessionKey: { en: 'Bad session key', zh: '会话密钥无效' },
  rsaKeyNeeded: { en: 'Session set-up needs an RSA key', zh: '建立会话需要 RSA 密钥' },
  invalidSessionSetup: { en: 'Invalid session set-up', zh: '会话建立请求无效' },
  messageRejected: { en: 'Message rejected (replayed)', zh: '报文被拒绝（重放）' },
  channelError: { en: 'Channel error', zh: '通道错误' },
  clientTimeout: { en: 'Client timed out', zh: '客户端超时' },
  dailyRequestLimit: { en: 'Daily request limit reached', zh: '已达每日请求上限' },
  registrationLimit: { en: 'Registration limit reached', zh: '已达注册数量上限' },
  prefixLimit: { en: 'Prefix limit reached', zh: '已达前缀数量上限' },
  trying: { en: 'Trying', zh: '正在尝试' },
  forwarded: { en: 'Forwarded', zh: '已转发' },
  queued: { en: 'Queued', zh: '已排队' },
  credentialVerificationFailed: { en: 'Credential verification failed', zh: '凭据核验失败' },
};

const opNames = namesByCode(opCode);
const responseNames = namesByCode(responseCode);

/** The name of an operation code, or undefined for one that nobody has assigned. */
export function opName(code: number): OpName | undefined {
  return opNames.get(code);
}

/** The name of a response code, or undefined for one that nobody has assigned. */
export function responseName(code: number): ResponseName | undefined {
  return responseNames.get(code);
}

function namesByCode<Name extends string>(
  codes: Readonly<Record<Name, number>>,
): ReadonlyMap<number, Name> {
  const names = Object.keys(codes) as Name[];
  return new Map(names.map((name) => [codes[name], name]));
}
