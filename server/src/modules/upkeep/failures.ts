// What upkeep refuses, and what can go wrong with corrections, retention and backups.
import { defineFailures } from '../../kernel/failure/failure.ts';

export const upkeepFailures = defineFailures('upkeep', {
  'unknown-signal': {
    kind: 'missing',
    message: {
      en: 'There is no signal {signal}, and no readings of that name. Look at its machine for its identifier.',
      zh: '没有测点 {signal}，也没有该名称的读数。请在其设备页面查看标识。',
    },
  },
  'bad-span': {
    kind: 'invalid',
    message: {
      en: 'The span from {from} to {to} is empty: it must end after it begins.',
      zh: '时间段 {from} 至 {to} 为空：结束时间必须晚于开始时间。',
    },
  },
  'bad-change': {
    kind: 'invalid',
    message: {
      en: 'This does not correct {signal}: {trouble} Send another change.',
      zh: '无法这样更正 {signal}：{trouble} 请修改后重新提交。',
    },
  },
  thinned: {
    kind: 'conflict',
    message: {
      en: 'Readings of {signal} from {from} to {to} were thinned, so that what was measured is no longer there and a correction can neither be made nor undone. Restore the span from a backup elsewhere to look at it.',
      zh: '测点 {signal} 在 {from} 至 {to} 的读数已抽稀，原始测量值不复存在，无法更正或撤销更正。如需查看，请在别处从备份恢复该时间段。',
    },
  },
  'too-many-corrections': {
    kind: 'exhausted',
    message: {
      en: '{enterprise} has {most} corrections, undone ones too, which is the most that is kept for ever. Correct readings where they come from.',
      zh: '{enterprise} 的更正（含已撤销）已达永久保留的上限 {most} 条。请在数据来源处修正。',
    },
  },
  stacked: {
    kind: 'exhausted',
    message: {
      en: 'There are moments from {from} to {to} at which {most} corrections of {signal} count, which is the most. Undo those that one correction can replace.',
      zh: '测点 {signal} 在 {from} 至 {to} 期间同一时刻已有 {most} 条更正生效，达到上限。请撤销可由一条更正代替的记录。',
    },
  },
  'unknown-correction': {
    kind: 'missing',
    message: {
      en: 'There is no correction {id} of {signal}. GET /api/upkeep/corrections lists them.',
      zh: '测点 {signal} 没有更正 {id}。更正列表见 GET /api/upkeep/corrections。',
    },
  },
  'undone-already': {
    kind: 'conflict',
    message: {
      en: 'The correction {id} of {signal} is undone already, or somebody is undoing it now. Read the list again.',
      zh: '测点 {signal} 的更正 {id} 已撤销或正在撤销。请刷新列表。',
    },
  },
  'bad-policy': {
    kind: 'invalid',
    message: {
      en: 'The policy {id} of {enterprise} does not fit: {trouble} Correct it and send it again.',
      zh: '{enterprise} 的保留策略 {id} 有误：{trouble} 请更正后重新提交。',
    },
  },
  'unknown-policy': {
    kind: 'missing',
    message: {
      en: 'There is no policy {id} of {enterprise}. GET /api/upkeep/retention lists them.',
      zh: '{enterprise} 没有保留策略 {id}。策略列表见 GET /api/upkeep/retention。',
    },
  },
  'position-taken': {
    kind: 'conflict',
    message: {
      en: 'Another policy of {enterprise} has the position {position}. Of policies that meet the one with the smallest position holds, so each has its own: choose another.',
      zh: '{enterprise} 的另一条保留策略已占用顺序号 {position}。多条策略重叠时顺序号最小者生效，请改用其他顺序号。',
    },
  },
  'too-many-policies': {
    kind: 'exhausted',
    message: {
      en: '{enterprise} has {most} policies, which is the most that is kept. Remove one first.',
      zh: '{enterprise} 的保留策略已达上限 {most} 条。请先删除一条。',
    },
  },
  'clock-ahead': {
    kind: 'conflict',
    message: {
      en: 'The clock of this computer says {now}, {days} days ahead of what was known; by such a clock nothing is thinned or removed. Set it right, or let the operator confirm it (POST /api/upkeep/retention/clock).',
      zh: '本机时钟显示 {now}，比已知时间超前 {days} 天；在此情况下不执行抽稀或删除。请校正时钟，或由运维人员确认（POST /api/upkeep/retention/clock）。',
    },
  },
  busy: {
    kind: 'conflict',
    message: {
      en: 'Policies are being applied already, so those of {enterprise} cannot begin. Wait until that run has ended.',
      zh: '已有保留策略正在执行，{enterprise} 的策略暂不能开始。请等待其结束后重试。',
    },
  },
  'unknown-backup': {
    kind: 'missing',
    message: {
      en: 'There is no backup {name} in {folder}. GET /api/upkeep/backups lists them.',
      zh: '{folder} 中没有备份 {name}。备份列表见 GET /api/upkeep/backups。',
    },
  },
  'backup-unfinished': {
    kind: 'conflict',
    message: {
      en: 'The backup {name} was never finished, so nothing can be restored from it. Delete it and make another.',
      zh: '备份 {name} 未完成，无法从中恢复。请删除后重新备份。',
    },
  },
  'backup-damaged': {
    kind: 'conflict',
    message: {
      en: 'The file {file} of the backup {name} is missing or was changed since it was made. Take another backup, and look at the disk that it lies on.',
      zh: '备份 {name} 的文件 {file} 缺失或已被更改。请改用其他备份，并检查其所在磁盘。',
    },
  },
  'backup-busy': {
    kind: 'conflict',
    message: {
      en: 'The backup {name} is being made, verified or restored. Wait until that has ended.',
      zh: '备份 {name} 正在制作、校验或恢复。请等待其结束后重试。',
    },
  },
  'backup-failed': {
    kind: 'unavailable',
    message: {
      en: 'The backup {name} could not be dealt with ({work}): {reason}. Look whether its folder is there, can be written and has room.',
      zh: '备份 {name} 操作失败（{work}）：{reason}。请检查其文件夹是否存在、可写且空间充足。',
    },
  },
});
