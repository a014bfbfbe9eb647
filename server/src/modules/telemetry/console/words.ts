// The machine's words for people: MTConnect's states and types, and the levels of its conditions.
import type { ReadingValue, Signal } from '@jingwei/sdk';
import type { Bilingual } from '@jingwei/console/kit';

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
};

/** The word for a state, or the machine's own. */
export function stateWord(value: ReadingValue): Bilingual {
  const said = String(value);
  return states[said] ?? { en: said, zh: said };
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

/** `POSITION / ACTUAL` as `position, actual`: the standard's type in readable letters. */
export function typeText(signal: Signal): string {
  const words = [signal.type.replace(/^x:/, ''), signal.subType ?? ''].filter(
    (word) => word !== '',
  );
  return words.map((word) => word.toLowerCase().replaceAll('_', ' ')).join(', ');
}
