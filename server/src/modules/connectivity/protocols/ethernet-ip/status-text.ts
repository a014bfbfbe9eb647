// General and extended status of CIP (volume 1, appendix B; Rockwell 1756-PM020) in words, for a person who looks for a fault.
import { fill, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import type { CipReply } from '../../../../wire/cip/message.ts';

type Status = Pick<CipReply, 'status' | 'extended'>;

export function statusText({ status, extended }: Status): Bilingual {
  const code = extended === undefined ? hex(status, 2) : `${hex(status, 2)}/${hex(extended, 4)}`;
  const known =
    (extended === undefined ? undefined : extendedWords.get(status * 0x1_00_00 + extended)) ??
    words.get(status);
  return fill(known ?? unknown, { code });
}

function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

const unknown: Bilingual = { en: 'status {code}', zh: '状态 {code}' };

function table(
  rows: readonly (readonly [number, string, string])[],
): ReadonlyMap<number, Bilingual> {
  return new Map(
    rows.map(([status, en, zh]) => [status, { en: `${en} ({code})`, zh: `${zh}（{code}）` }]),
  );
}

const words = table([
  [0x01, 'the connection failed', '连接失败'],
  [0x02, 'the device has no resources left', '设备资源不足'],
  [0x03, 'a parameter is not valid', '参数值无效'],
  [0x04, 'the name of the tag is not understood', '无法识别标签路径'],
  [
    0x05,
    'there is no such tag or object: check the spelling, the program scope and external access',
    '标签或对象不存在：请检查拼写、程序作用域和外部访问属性',
  ],
  [0x06, 'the answer is larger than one packet', '应答超过单个数据包'],
  [0x08, 'the device does not have this service', '设备不支持该服务'],
  [0x09, 'the value of an attribute is not valid', '属性值无效'],
  [0x0a, 'an attribute of the list cannot be read', '属性列表中有错误'],
  [0x0b, 'the object is in this state already', '对象已处于该状态'],
  [0x0c, 'the state of the object forbids it', '对象当前状态不允许该操作'],
  [0x0e, 'this cannot be written', '该属性不可写'],
  [
    0x0f,
    'the right is missing: check external access and security of the controller',
    '权限不足：请检查控制器的外部访问与安全设置',
  ],
  [
    0x10,
    'the state of the device forbids it: check the key switch',
    '设备当前状态不允许：请检查钥匙开关',
  ],
  [0x11, 'the answer is too large', '应答过大'],
  [0x13, 'too little data was sent', '数据不足'],
  [0x14, 'the attribute does not exist', '属性不存在'],
  [0x15, 'too much data was sent', '数据过多'],
  [0x16, 'the object does not exist', '对象不存在'],
  [0x1a, 'the request is too large for a router on the way', '请求超过途经路由器的限制'],
  [0x1b, 'the answer is too large for a router on the way', '应答超过途经路由器的限制'],
  [0x1c, 'an attribute of the list is missing', '缺少属性'],
  [0x1e, 'one of several requests failed', '其中一个请求失败'],
  [0x20, 'a parameter is not valid', '参数无效'],
  [0x26, 'the length of the path is not valid', '路径长度无效'],
  [0xff, 'the controller reports a fault of its own', '控制器报告厂商自定义错误'],
]);

const extendedWords = table([
  [0x01_0100, 'the connection is in use already', '连接已被占用'],
  [0x01_0103, 'the device does not have this class of connection', '设备不支持该传输类别'],
  [0x01_0107, 'there is no such connection', '找不到该连接'],
  [0x01_0109, 'the device does not take connections of this size', '设备不支持该连接大小'],
  [0x01_0113, 'the device has no connection left', '设备连接数已满'],
  [0x01_0114, 'another vendor or product is at this place', '该位置的厂商或产品不符'],
  [
    0x01_0204,
    'nothing answers at the end of the route: check slot and route',
    '路由末端无应答：请检查槽号与路由',
  ],
  [0x01_0205, 'the request to be passed on is not understood', '无法解析需转发的请求'],
  [0x01_0311, 'there is no such port: check the route', '端口不存在：请检查路由'],
  [0x01_0312, 'there is no such slot or address: check the route', '槽号或地址不存在：请检查路由'],
  [0x01_0315, 'the route is not understood', '无法解析路由'],
  [0xff_2104, 'the offset lies behind the end of the tag', '偏移超出标签范围'],
  [0xff_2105, 'the element lies behind the end of the array', '下标超出数组范围'],
  [0xff_2107, 'the type of the value is not that of the tag', '数据类型与标签不符'],
  [0xff_2107 + 1, 'the tag cannot be reached now', '标签暂不可访问'],
]);
