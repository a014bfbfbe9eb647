// Priorities, states and events of alarms in words.
import type { AlarmJournalEvent, AlarmLevel, AlarmPriority, AlarmState } from '@jingwei/sdk';
import type { Bilingual } from '@jingwei/console/kit';

export const priorityWords: Readonly<Record<AlarmPriority, Bilingual>> = {
  critical: { en: 'critical', zh: '紧急' },
  high: { en: 'high', zh: '高' },
  medium: { en: 'medium', zh: '中' },
  low: { en: 'low', zh: '低' },
};
export const pagerWords = {
  first: { en: 'Newest', zh: '最新' },
  next: { en: 'Older', zh: '更早' },
};
export const levelWords: Readonly<Record<AlarmLevel, Bilingual>> = {
  'high-high': { en: 'high-high', zh: '高高限' },
  high: { en: 'high', zh: '高限' },
  low: { en: 'low', zh: '低限' },
  'low-low': { en: 'low-low', zh: '低低限' },
};
export const kindWords = {
  limit: { en: 'limit', zh: '限值' },
  rate: { en: 'rate of change', zh: '变化率' },
  state: { en: 'state', zh: '状态' },
  silence: { en: 'silence', zh: '无数据' },
  expression: { en: 'expression', zh: '表达式' },
} satisfies Record<string, Bilingual>;
export const stateWords: Readonly<Record<AlarmState, Bilingual>> = {
  normal: { en: 'normal', zh: '正常' },
  unacknowledged: { en: 'in alarm, not acknowledged', zh: '报警，未确认' },
  acknowledged: { en: 'in alarm, acknowledged', zh: '报警，已确认' },
  'returned-unacknowledged': { en: 'normal again, not acknowledged', zh: '已恢复，未确认' },
  'latched-unacknowledged': { en: 'latched, not acknowledged', zh: '已锁存，未确认' },
  'latched-acknowledged': { en: 'latched, acknowledged', zh: '已锁存，已确认' },
  shelved: { en: 'shelved', zh: '已搁置' },
  suppressed: { en: 'suppressed by design', zh: '按设计抑制' },
  'out-of-service': { en: 'out of service', zh: '已停用' },
};
export const eventWords: Readonly<Record<AlarmJournalEvent, Bilingual>> = {
  raised: { en: 'raised', zh: '产生' },
  returned: { en: 'returned to normal', zh: '恢复正常' },
  acknowledged: { en: 'acknowledged', zh: '确认' },
  reset: { en: 'reset', zh: '复位' },
  shelved: { en: 'shelved', zh: '搁置' },
  unshelved: { en: 'no longer shelved', zh: '结束搁置' },
  suppressed: { en: 'suppressed', zh: '抑制' },
  unsuppressed: { en: 'no longer suppressed', zh: '结束抑制' },
  'out-of-service': { en: 'taken out of service', zh: '停用' },
  'in-service': { en: 'returned to service', zh: '恢复使用' },
  'found-late': { en: 'found in late readings', zh: '由迟到读数发现' },
  broken: { en: 'cannot be judged', zh: '无法判断' },
  mended: { en: 'can be judged again', zh: '恢复判断' },
  removed: { en: 'removed', zh: '移除' },
  'flood-began': { en: 'alarm flood began', zh: '报警泛滥开始' },
  'flood-ended': { en: 'alarm flood ended', zh: '报警泛滥结束' },
  notified: { en: 'somebody was told', zh: '已通知' },
  'notice-failed': { en: 'a message failed', zh: '通知失败' },
  'notices-dropped': { en: 'messages dropped', zh: '通知被丢弃' },
  'rule-put': { en: 'rule written', zh: '规则写入' },
  'rule-removed': { en: 'rule removed', zh: '规则删除' },
};
