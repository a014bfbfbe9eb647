// What other modules may know of OEE: its rights, and how a machine is set up where nobody has done so.
import { defineRight } from '../../kernel/access/rights.ts';
import { definePort } from '../../kernel/module/port.ts';
import type { Article, Reason } from './model/catalogues.ts';
import type { MachineSettings } from './model/settings.ts';

export type { Article, Reason } from './model/catalogues.ts';
export type { MachineSettings } from './model/settings.ts';
export { fitted, templates } from './model/templates.ts';

/** Sets up machines for other modules, where nobody has; persons do it over HTTP. */
export interface OeeSetup {
  /** Fails with `oee.bad-settings`. */
  ensureMachine(machine: string, settings: MachineSettings): Promise<void>;
  ensureCatalogues(
    enterprise: string,
    catalogues: { readonly reasons: readonly Reason[]; readonly articles: readonly Article[] },
  ): Promise<void>;
}
export const setupPort = definePort<OeeSetup>('oee.setup');

export const readOeeRight = defineRight('oee.read', {
  en: 'See times, figures and reasons of machines',
  zh: '查看设备时间、指标与停机原因',
});
export const writeOeeRight = defineRight('oee.write', {
  en: 'Set up figures of machines; give reasons, parts and orders',
  zh: '配置设备指标；录入停机原因、数量与订单',
});
