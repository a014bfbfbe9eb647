// What other modules may know of access: links to sign in with, and the token of local tools.
import { defineRight } from '../../kernel/access/rights.ts';
import type { Secret } from '../../kernel/log/log.ts';
import { definePort } from '../../kernel/module/port.ts';

export interface Access {
  /** A code that signs its bearer in as the operator, once, within the hour. */
  newOperatorCode(): Promise<string>;
  /** Good while this process lives; written where only the operator's account can read it. */
  readonly localToken: Secret;
}
export const accessPort = definePort<Access>('access.access');

export const manageAccessRight = defineRight('access.manage', {
  en: 'Manage enterprises, people and tokens',
  zh: '管理企业、人员与令牌',
});
