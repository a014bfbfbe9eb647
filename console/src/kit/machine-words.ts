// The machine's words for people: MTConnect's states and types, and the levels of its conditions.
import type { ReadingValue, Signal } from '@jingwei/sdk';
import type { Bilingual, Language } from './bilingual.ts';
import { componentWords, subTypeWords, typeWords } from './mtconnect-words.ts';

const states: Readonly<Record<string, Bilingual>> = {
  AVAILABLE: { en: 'available', zh: '可用' },
  UNAVAILABLE: { en: 'unavailable', zh: '不可用' },
  ACTIVE: { en: 'running', zh: '运行中' },
  READY: { en: 'ready', zh: '就绪' },
  INTERRUPTED: { en: 'interrupted', zh: '已中断' },
  STOPPED: { en: 'stopped', zh: '已停止' },
  WAIT: { en: 'waiting', zh: '等待' },
  FEED_HOLD: { en: 'feed hold', zh: '进给保持' },
  OPTIONAL_STOP: { en: 'optional stop', zh: '选择停止' },
  PROGRAM_STOPPED: { en: 'program stopped', zh: '程序停止' },
  PROGRAM_COMPLETED: { en: 'program completed', zh: '程序完成' },
  AUTOMATIC: { en: 'automatic', zh: '自动' },
  SEMI_AUTOMATIC: { en: 'semi-automatic', zh: '半自动' },
  MANUAL: { en: 'manual', zh: '手动' },
  MANUAL_DATA_INPUT: { en: 'manual data input', zh: '手动输入' },
  EDIT: { en: 'edit', zh: '编辑' },
  ARMED: { en: 'armed', zh: '未触发' },
  TRIGGERED: { en: 'triggered', zh: '已触发' },
  OPEN: { en: 'open', zh: '打开' },
  CLOSED: { en: 'closed', zh: '关闭' },
  UNLATCHED: { en: 'unlatched', zh: '未锁紧' },
  ON: { en: 'on', zh: '开' },
  OFF: { en: 'off', zh: '关' },
  SPINDLE: { en: 'spindle', zh: '主轴' },
  INDEX: { en: 'index', zh: '分度' },
  CONTOUR: { en: 'contour', zh: '轮廓' },
  PRODUCTION: { en: 'production', zh: '生产' },
  SETUP: { en: 'set-up', zh: '调整' },
  TEARDOWN: { en: 'teardown', zh: '拆卸' },
  MAINTENANCE: { en: 'maintenance', zh: '维护' },
  PROCESS_DEVELOPMENT: { en: 'process development', zh: '工艺开发' },
  CLOSE: { en: 'closing', zh: '合模' },
  INJECT: { en: 'injecting', zh: '注射' },
  HOLD: { en: 'holding', zh: '保压' },
  PLASTICISE: { en: 'plasticizing', zh: '塑化' },
  COOL: { en: 'cooling', zh: '冷却' },
  EJECT: { en: 'ejecting', zh: '顶出' },
};

/** The word for a state, or the machine's own. */
export function stateWord(value: ReadingValue): Bilingual {
  const said = String(value);
  return states[said] ?? { en: said, zh: said };
}

/** Types whose values are words of the standard; elsewhere a text is the machine's own. */
const stateTypes: readonly string[] = [
  'AVAILABILITY',
  'CHUCK_STATE',
  'CONTROLLER_MODE',
  'CONTROLLER_MODE_OVERRIDE',
  'DOOR_STATE',
  'EMERGENCY_STOP',
  'EXECUTION',
  'FUNCTIONAL_MODE',
  'ROTARY_MODE',
  'x:CYCLE_PHASE',
];
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** The word for a state of a signal; undefined where the value is the machine's own text. */
export function stateOf(signal: Signal, value: ReadingValue): Bilingual | undefined {
  return typeof value === 'string' && stateTypes.includes(signal.type)
    ? stateWord(value)
    : undefined;
}

/** Is the text a time in UTC, as in a `PROCESS_TIME`? */
export function isInstant(value: ReadingValue): value is string {
  return typeof value === 'string' && instant.test(value);
}

export type Condition = {
  readonly level: 'NORMAL' | 'WARNING' | 'FAULT' | 'UNAVAILABLE';
  /** The machine's code and text, when it gave any. */
  readonly detail: string;
};

export const levelWords: Readonly<Record<Condition['level'], Bilingual>> = {
  NORMAL: { en: 'normal', zh: '正常' },
  WARNING: { en: 'warning', zh: '警告' },
  FAULT: { en: 'fault', zh: '故障' },
  UNAVAILABLE: { en: 'unavailable', zh: '不可用' },
};

/** A condition comes as `LEVEL|native code|native severity|qualifier|text`, `\` and `|` escaped. */
export function conditionOf(value: ReadingValue): Condition {
  if (typeof value !== 'string') return { level: 'UNAVAILABLE', detail: '' };
  const [level = '', code = '', severity = '', qualifier = '', text = ''] = splitFields(value);
  const known = level in levelWords ? (level as Condition['level']) : 'UNAVAILABLE';
  const detail = [code, qualifier, text === '' ? severity : text].filter((part) => part !== '');
  return { level: known, detail: detail.join(' · ') };
}

/** Fields between bars; `\|` and `\\` stand for themselves. */
function splitFields(packed: string): string[] {
  const fields = [''];
  for (const [piece] of packed.matchAll(/\\.|[^\\]/gsu)) {
    if (piece === '|') fields.push('');
    else
      fields[fields.length - 1] +=
        piece.length > 1 && piece.startsWith('\\') ? piece.slice(1) : piece;
  }
  return fields;
}

/** `POSITION / ACTUAL` as `position, actual`, or 位置，实际: the standard's type in readable words. */
export function typeText(signal: Signal, language: Language): string {
  const type = signal.type.replace(/^x:/, '');
  const subType = signal.subType?.replace(/^x:/, '');
  const plain = (word: string) => word.toLowerCase().replaceAll('_', ' ');
  if (language === 'en')
    return [type, ...(subType === undefined ? [] : [subType])].map(plain).join(', ');
  const words = [typeWords[type] ?? plain(type)];
  if (subType !== undefined) words.push(subTypeWords[subType] ?? plain(subType));
  return words.join('，');
}

/** A component's type, e.g. `Linear`. */
export function componentText(type: string, language: Language): string {
  return language === 'zh' ? (componentWords[type] ?? type) : type;
}
