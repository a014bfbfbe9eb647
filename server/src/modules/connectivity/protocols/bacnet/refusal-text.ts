// Errors, rejects and aborts of BACnet (clauses 18 and 20) in words, for a person who looks for a fault.
import { fill, type Bilingual } from '../../../../kernel/schema/bilingual.ts';

export type Refused =
  | { readonly kind: 'error'; readonly errorClass: number; readonly errorCode: number }
  | { readonly kind: 'reject' | 'abort'; readonly reason: number }
  | { readonly kind: 'silence' };

export function refusalText(refused: Refused): Bilingual {
  switch (refused.kind) {
    case 'silence':
      return silence;
    case 'error': {
      const { errorClass, errorCode } = refused;
      const code = `${errorClass}/${errorCode}`;
      return fill(errors.get(errorCode) ?? unknown.error, { code });
    }
    case 'reject':
    case 'abort': {
      const { kind, reason } = refused;
      const words = kind === 'reject' ? rejects : aborts;
      return fill(words.get(reason) ?? unknown[kind], { code: reason });
    }
  }
}

const silence: Bilingual = { en: 'no answer', zh: '无应答' };

const unknown = {
  error: { en: 'error {code}', zh: '错误 {code}' },
  reject: { en: 'rejected with reason {code}', zh: '被拒绝，原因 {code}' },
  abort: { en: 'aborted with reason {code}', zh: '被中止，原因 {code}' },
} satisfies Record<string, Bilingual>;

function table(
  what: Bilingual,
  rows: readonly (readonly [number, string, string])[],
): ReadonlyMap<number, Bilingual> {
  return new Map(
    rows.map(([code, en, zh]) => [
      code,
      { en: `${en} (${what.en} {code})`, zh: `${zh}（${what.zh} {code}）` },
    ]),
  );
}

const errors = table({ en: 'error', zh: '错误' }, [
  [0, 'the device gives no reason', '设备未说明原因'],
  [2, 'the device is being configured', '设备正在配置'],
  [3, 'the device is busy', '设备忙'],
  [9, 'the type of the value is not that of the property', '数据类型与属性不符'],
  [25, 'the operation is not possible now', '设备处于故障状态，无法操作'],
  [27, 'this cannot be read', '不可读取'],
  [29, 'the service is denied', '服务被拒绝'],
  [31, 'there is no such object', '对象不存在'],
  [32, 'the object has no such property', '对象没有该属性'],
  [37, 'the value is out of range', '数值超出范围'],
  [
    40,
    'this cannot be written: check that it is commandable or out of service',
    '不可写入：请检查该点是否可命令或处于退出服务状态',
  ],
  [42, 'the array has no such element', '数组下标无效'],
  [43, 'the device did not take the subscription', '设备未接受订阅'],
  [44, 'changes of this cannot be subscribed to', '该属性不支持变化订阅'],
  [45, 'the device does not have this function', '设备不支持该功能'],
  [50, 'this is no array', '该属性不是数组'],
]);

const rejects = table({ en: 'reject', zh: '拒绝' }, [
  [1, 'the device has no buffer left', '设备缓冲区不足'],
  [3, 'the type of a parameter is not valid', '参数类型无效'],
  [4, 'a tag is not valid', '标签无效'],
  [5, 'a parameter is missing', '缺少参数'],
  [6, 'a parameter is out of range', '参数超出范围'],
  [9, 'the device does not have this service', '设备不支持该服务'],
]);

const aborts = table({ en: 'abort', zh: '中止' }, [
  [1, 'the answer is too large for the device', '应答超出设备缓冲区'],
  [4, 'the answer would need segments, which the device cannot send', '应答需分段，而设备不支持'],
  [5, 'the answer has more segments than are taken', '应答分段数过多'],
  [9, 'the device has no resources left', '设备资源不足'],
  [11, 'the answer is too large for one message', '应答超过单个报文'],
]);
