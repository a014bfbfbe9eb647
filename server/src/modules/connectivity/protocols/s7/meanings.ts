// What the codes of a controller mean, in words that tell what to do.
import { same, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { errorCodes, itemCodes } from '../../../../wire/s7/codes.ts';

const items: Readonly<Record<number, Bilingual>> = {
  [itemCodes.hardware]: {
    en: 'hardware fault (1). Look at the diagnostic buffer of the controller.',
    zh: '硬件故障（1）。请查看控制器的诊断缓冲区。',
  },
  [itemCodes.denied]: {
    en: 'access denied (3). Permit PUT/GET access, or lower the protection level of the CPU; an optimised block is never given.',
    zh: '拒绝访问（3）。请允许 PUT/GET 访问或降低 CPU 的保护等级；优化块无法读取。',
  },
  [itemCodes.outOfRange]: {
    en: 'the address does not exist (5). The block is shorter than that, or “optimised block access” is on: switch it off in the properties of the DB in TIA Portal, compile and load it.',
    zh: '地址不存在（5）。数据块没有这么长，或启用了“优化的块访问”：请在 TIA Portal 的 DB 属性中取消，编译后下载。',
  },
  [itemCodes.typeUnsupported]: {
    en: 'data type not supported (6) at this address.',
    zh: '该地址不支持此数据类型（6）。',
  },
  [itemCodes.typeInconsistent]: {
    en: 'data type inconsistent (7) with the address.',
    zh: '数据类型与地址不一致（7）。',
  },
  [itemCodes.missing]: {
    en: 'there is no such block (10), or “optimised block access” is on. Check its number; switch the optimised access off in the properties of the DB in TIA Portal, compile and load it.',
    zh: '数据块不存在（10），或启用了“优化的块访问”。请检查块号；在 TIA Portal 的 DB 属性中取消优化访问，编译后下载。',
  },
};

export function itemWords(code: number): Bilingual {
  return items[code] ?? same(`code ${code}`);
}

/** The place does not exist or is not given; the controller itself is well. */
export function concernsPlace(code: number): boolean {
  return code !== itemCodes.hardware;
}

export function errorWords(code: number): Bilingual {
  const hex = code.toString(16).padStart(4, '0');
  if (code === errorCodes.pduTooLarge) {
    return { en: `the message is too large (${hex}).`, zh: `报文过大（${hex}）。` };
  }
  if (code === errorCodes.protected || code === errorCodes.protectedToo) {
    return {
      en: `the CPU is protected by a password (${hex}). Lower its protection level or permit PUT/GET access.`,
      zh: `CPU 受密码保护（${hex}）。请降低保护等级或允许 PUT/GET 访问。`,
    };
  }
  return { en: `error ${hex}.`, zh: `错误 ${hex}。` };
}
