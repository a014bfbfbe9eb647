// Mappings that were published, ready to be put on a machine: their rules, and by which signals the inputs are known.
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import type { Mapping } from './mapping.ts';

export type Template = {
  readonly id: string;
  readonly title: Bilingual;
  readonly source: string;
  /** `types`: of signals, the first that the machine has. */
  readonly inputs: readonly { readonly name: string; readonly types: readonly string[] }[];
  readonly rules: Mapping['rules'];
  readonly otherwise: Mapping['otherwise'];
};

const says = (en: string, zh: string): Bilingual => ({ en, zh });

/**
 * Table 68 of OPC 40001-1, Annex C.2, and OPC 40501-1, Annex C.2.3. The third column of the table, the state of the
 * higher system, is our calendar: what is not planned is taken out when intervals are laid over the shifts, and
 * orders are entered there. Without an order, NotExecuting with mode Processing is waiting, ADOT.
 */
const machinery: Template = {
  id: 'opc-40001-1',
  title: says(
    'OPC UA for Machinery: item state and operation mode',
    'OPC UA Machinery：设备状态与运行模式',
  ),
  source: 'OPC 40001-1 Annex C.2 (Table 68), OPC 40501-1 Annex C.2.3',
  inputs: [
    { name: 'state', types: ['MachineryItemState'] },
    { name: 'mode', types: ['MachineryOperationMode'] },
  ],
  rules: [
    {
      when: 'mode == "Maintenance"',
      is: 'PDOT',
      says: says('Maintenance (APMT), whatever the state', '保养（APMT），与状态无关'),
    },
    {
      when: 'state == "Executing" and mode == "Processing"',
      is: 'APT',
      says: says('Production', '生产'),
    },
    { when: 'mode == "Setup"', is: 'AUST', says: says('Setup for an order', '订单换型准备') },
    {
      when: '(state == "OutOfService" or state == "NotAvailable") and mode == "Processing"',
      is: 'ADET',
      failure: true,
      says: says(
        'Delay: out of service or not available while it should process',
        '延误：应加工但停用或不可用',
      ),
    },
    {
      when: 'state == "NotExecuting" and mode == "Processing"',
      is: 'ADET',
      says: says('Delay: not executing while it should process', '延误：应加工但未执行'),
    },
    {
      when: 'state == "Executing" and mode == "None"',
      is: 'UNKNOWN',
      says: says(
        'Executes without a mode: the table has no row for it',
        '无模式而执行：标准表中无此行',
      ),
    },
  ],
  otherwise: 'ADOT',
};

const mtconnect: Template = {
  id: 'mtconnect',
  title: says('MTConnect: execution, mode, emergency stop', 'MTConnect：执行状态、控制模式、急停'),
  source:
    'MTConnect Part 2 (EXECUTION, CONTROLLER_MODE, EMERGENCY_STOP), to the elements of OPC 40001-1 Annex C.2',
  inputs: [
    { name: 'available', types: ['AVAILABILITY'] },
    { name: 'execution', types: ['EXECUTION'] },
    { name: 'mode', types: ['CONTROLLER_MODE'] },
    { name: 'estop', types: ['EMERGENCY_STOP'] },
  ],
  rules: [
    {
      when: 'not (available == "AVAILABLE")',
      is: 'UNKNOWN',
      says: says('The adapter does not hear the machine', '适配器无法获取设备数据'),
    },
    {
      when: 'estop == "TRIGGERED"',
      is: 'ADET',
      failure: true,
      says: says('Emergency stop', '急停'),
    },
    {
      when: 'mode == "MANUAL" or mode == "MANUAL_DATA_INPUT" or mode == "EDIT"',
      is: 'AUST',
      says: says('Set up by hand', '手动调整'),
    },
    {
      when: 'mode == "SEMI_AUTOMATIC" and execution == "ACTIVE"',
      is: 'AUST',
      says: says('Run in single blocks', '单段运行'),
    },
    { when: 'execution == "ACTIVE"', is: 'APT', says: says('Production', '生产') },
    {
      when: 'execution == "FEED_HOLD" or execution == "INTERRUPTED" or execution == "WAIT"',
      is: 'ADET',
      says: says('Held within its program', '程序执行中断'),
    },
    {
      when: 'execution == "PROGRAM_STOPPED" or execution == "PROGRAM_OPTIONAL_STOP" or execution == "OPTIONAL_STOP"',
      is: 'ADET',
      says: says('Stopped by its program', '程序停止'),
    },
    {
      when: 'execution == "STOPPED"',
      is: 'ADET',
      failure: true,
      says: says('Stopped: cannot go on by itself', '停止：无法自行继续'),
    },
  ],
  otherwise: 'ADOT',
};

export const templates: readonly Template[] = [machinery, mtconnect];

/** The inputs that the machine's signals can fill; undefined where it has none of them. */
export function fitted(
  template: Template,
  signals: readonly { readonly identifier: string; readonly type: string }[],
): Mapping | undefined {
  const inputs = template.inputs.flatMap(({ name, types }) => {
    const found = signals.find(({ type }) => types.includes(type));
    return found ? [{ name, signal: found.identifier }] : [];
  });
  const names = new Set(inputs.map(({ name }) => name));
  const missing = template.inputs.filter(({ name }) => !names.has(name)).map(({ name }) => name);
  const rules = template.rules.filter(
    ({ when }) => !missing.some((name) => new RegExp(`\\b${name} `).test(when)),
  );
  if (inputs.length === 0 || rules.length === 0) return undefined;
  return { source: template.source, inputs, rules, otherwise: template.otherwise };
}
