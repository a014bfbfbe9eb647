// The exception codes of Modbus (Application Protocol 1.1b3, clause 7) in words that tell what to do.
import { same, type Bilingual } from '../../../../kernel/schema/bilingual.ts';

export const exceptionCodes = {
  illegalFunction: 1,
  illegalAddress: 2,
  illegalValue: 3,
  deviceFailure: 4,
  acknowledged: 5,
  busy: 6,
  parity: 8,
  noPath: 10,
  noTarget: 11,
} as const;

const words: Readonly<Record<number, Bilingual>> = {
  1: {
    en: 'illegal function (1). The device has no such area or cannot write it; choose another area (holding, input, coil, discrete).',
    zh: '非法功能（1）。设备没有该数据区或不支持写入；请改用其他数据区（holding、input、coil、discrete）。',
  },
  2: {
    en: 'illegal data address (2). The device has no register there; check the number, and whether its manual counts from 0 or from 1.',
    zh: '非法数据地址（2）。设备中没有该寄存器；请检查编号，以及设备手册是从 0 还是从 1 开始计数。',
  },
  3: {
    en: 'illegal data value (3). The device does not take this value or this many registers at once.',
    zh: '非法数据值（3）。设备不接受该值，或不支持一次读写如此多的寄存器。',
  },
  4: {
    en: 'device failure (4). The device itself has a fault; look at its display.',
    zh: '设备故障（4）。设备自身出现故障，请查看设备显示。',
  },
  5: {
    en: 'acknowledged, still at work (5). Ask again later.',
    zh: '已确认，处理中（5）。请稍后再试。',
  },
  6: {
    en: 'device busy (6). It is asked again after a pause; a longer interval may help.',
    zh: '设备忙（6）。网关会稍后重试；可适当加大读取间隔。',
  },
  8: { en: 'memory parity error (8) in the device.', zh: '设备内存奇偶校验错误（8）。' },
  10: {
    en: 'the gateway has no path to this unit (10). Check how the gateway maps unit ids to its serial ports.',
    zh: '网关没有到该单元的路径（10）。请检查网关的单元号与串口映射。',
  },
  11: {
    en: 'the unit behind the gateway does not answer (11). Check its power, its unit id, wiring and baud rate.',
    zh: '网关后的单元无应答（11）。请检查其电源、单元号、接线和波特率。',
  },
};

export function exceptionWords(code: number): Bilingual {
  return words[code] ?? same(`exception ${code}`);
}

/** The device is there, and these registers are what it refuses. */
export function concernsAddress(code: number): boolean {
  return (
    code === exceptionCodes.illegalFunction ||
    code === exceptionCodes.illegalAddress ||
    code === exceptionCodes.illegalValue
  );
}
