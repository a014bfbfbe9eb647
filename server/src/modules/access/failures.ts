// What access refuses.
import { defineFailures } from '../../kernel/failure/failure.ts';

export const accessFailures = defineFailures('access', {
  'link-not-valid': {
    kind: 'unauthenticated',
    message: {
      en: 'This sign-in link was used already or has expired. `npm run jingwei -- access link` makes a new one.',
      zh: '该登录链接已使用或已过期。运行 `npm run jingwei -- access link` 可生成新链接。',
    },
  },
  'token-not-valid': {
    kind: 'unauthenticated',
    message: {
      en: 'This token is not known here or was withdrawn.',
      zh: '该令牌无效或已被撤销。',
    },
  },
  'grant-too-wide': {
    kind: 'forbidden',
    message: {
      en: 'You cannot give the right {right} on {on}: you do not hold it yourself.',
      zh: '您不能授予 {on} 上的 {right} 权限：您自己不具有该权限。',
    },
  },
  'unknown-enterprise': {
    kind: 'missing',
    message: {
      en: 'There is no enterprise {prefix} here. Add it first: `npm run jingwei -- enterprise put {prefix} NAME`.',
      zh: '此处没有企业 {prefix}。请先添加：`npm run jingwei -- enterprise put {prefix} 名称`。',
    },
  },
  'unknown-right': {
    kind: 'invalid',
    message: {
      en: 'There is no right {right}. Rights: {rights}. What each allows stands in docs/reference/rights.md.',
      zh: '没有名为 {right} 的权限。可用权限：{rights}。各权限的说明见 docs/reference/rights.md。',
    },
  },
  'unknown-account': {
    kind: 'missing',
    message: { en: 'There is no account {id} here.', zh: '此处没有账户 {id}。' },
  },
});
