// What can be wrong with a plan of modules, or with their start.
import { defineFailures } from '../failure/failure.ts';

export const moduleFailures = defineFailures('program', {
  'cannot-plan': {
    kind: 'invalid',
    message: {
      en: 'The roles chosen cannot run together:\n{problems}\nChoose other roles, or add the one that offers what is missing.',
      zh: '所选角色无法一起运行：\n{problems}\n请更换角色，或添加能提供所缺能力的角色。',
    },
  },
  'unknown-role': {
    kind: 'invalid',
    message: {
      en: 'There is no role {role}. Roles: {roles}.',
      zh: '没有名为 {role} 的角色。可用角色：{roles}。',
    },
  },
  'data-in-use': {
    kind: 'conflict',
    message: {
      en: 'The data folder {folder} is in use by another Jingwei. Stop that one, or choose another folder with --data.',
      zh: '数据文件夹 {folder} 正被另一个经纬程序使用。请先停止它，或用 --data 另选文件夹。',
    },
  },
  'data-newer': {
    kind: 'unsupported',
    message: {
      en: 'The data folder {folder} was written by a newer Jingwei (layout {found}, this program knows {known}). Start that version, or choose another folder with --data. Nothing was changed.',
      zh: '数据文件夹 {folder} 由更新版本的经纬写入（布局 {found}，本程序支持 {known}）。请启动新版本，或用 --data 另选文件夹。未作任何修改。',
    },
  },
  'data-damaged': {
    kind: 'invalid',
    message: {
      en: 'The file {path} is damaged: {reason}. Restore it from a backup; nothing was changed.',
      zh: '文件 {path} 已损坏：{reason}。请从备份恢复；未作任何修改。',
    },
  },
});
