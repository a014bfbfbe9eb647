// Why a connection to a station ended, and what to do about what it tells and we cannot take.
import type { Bilingual } from '../../../../kernel/schema/bilingual.ts';

export const endings = {
  station: { en: 'the station closed the connection', zh: '站点关闭了连接' },
  gateway: { en: 'the gateway closed the connection', zh: '网关关闭了连接' },
  t1: {
    en: 'the station did not answer within {seconds} s (t1)',
    zh: '站点在 {seconds} 秒内未应答（t1）',
  },
  sequence: {
    en: 'the station sent frame {number} where {expected} was due: one was lost or doubled',
    zh: '站点发送的帧序号为 {number}，应为 {expected}：有帧丢失或重复',
  },
  acknowledged: {
    en: 'the station acknowledged frame {number}, but only {sent} were sent',
    zh: '站点确认了第 {number} 帧，而仅发送到 {sent}',
  },
  'bad-start': {
    en: 'what listens there does not speak IEC 60870-5-104: a frame does not begin with 68 hex. Check host and port',
    zh: '对方不使用 IEC 60870-5-104：帧不以十六进制 68 开头。请检查主机和端口',
  },
  'bad-length': {
    en: 'the station sent a frame of an impossible length',
    zh: '站点发送了长度不合法的帧',
  },
  'bad-control': {
    en: 'the station sent a frame with control octets that the standard does not have',
    zh: '站点发送了标准中不存在的控制域',
  },
  learning: {
    en: 'the signals that the station tells could not be kept: {reason}',
    zh: '无法保存站点上报的测点：{reason}',
  },
} satisfies Record<string, Bilingual>;

export const remedies = {
  'unknown-object': {
    en: 'The station tells an object that no signal of this source has. Add a signal with this address, or switch on “auto”.',
    zh: '站点上报的信息体未配置为测点。请添加该地址的测点，或启用“auto”。',
  },
  'too-many-objects': {
    en: 'The station tells more objects than are learned by themselves ({max}). Configure the ones that matter.',
    zh: '站点上报的信息体超过自动学习上限（{max}）。请配置所需的测点。',
  },
  'other-type': {
    en: 'The object is told as another type than its address names. Stored as bad. Correct the type in the address or leave it out.',
    zh: '信息体上报的类型与地址中指定的不一致，已按坏值保存。请更正地址中的类型或省略类型。',
  },
  'not-boolean': {
    en: 'The signal is a boolean and the station told a measured value. Stored as bad. Make it a number.',
    zh: '该测点为布尔型，而站点上报的是测量值，已按坏值保存。请改为数值型。',
  },
  'not-finite': {
    en: 'The station told no finite number. Stored as bad. Check the sensor or the scaling in the station.',
    zh: '站点上报的不是有限数值，已按坏值保存。请检查传感器或站内换算。',
  },
  'test-mode': {
    en: 'The station marks what it tells as a test (T bit); it is not stored. Switch the test mode of the station off.',
    zh: '站点将数据标记为测试（T 位），未保存。请关闭站点的测试模式。',
  },
  negative: {
    en: 'The station tells data with the mark of a negative confirmation; it is not stored. Check the firmware of the station.',
    zh: '站点上报的数据带有否定确认标志，未保存。请检查站点固件。',
  },
  'too-short': {
    en: 'The station sent a data unit shorter than its header. Check its firmware.',
    zh: '站点发送的数据单元短于其头部。请检查站点固件。',
  },
  'unknown-type': {
    en: 'The station tells data of a type that this gateway does not read. Have it send one of the types of the interoperability list.',
    zh: '站点上报的数据类型不受支持。请改用互操作性列表中的类型。',
  },
  'length-mismatch': {
    en: 'The station sent a data unit whose length does not fit its type and count. Check that it uses two octets for the common address and three for object addresses, as 104 demands.',
    zh: '数据单元长度与类型和数目不符。请检查站点是否按 104 规定使用 2 字节公共地址和 3 字节信息体地址。',
  },
  'address-overflow': {
    en: 'The station sent a sequence of objects that runs over the last address. Check its configuration.',
    zh: '站点发送的信息体序列超出最大地址。请检查其配置。',
  },
  'invalid-time': {
    en: 'The station marks its clock as not set, or tells a time that does not exist. The time of arrival is kept and the reading is uncertain. Synchronise the station (setting “clockSync”, or its own time server).',
    zh: '站点标记其时钟无效，或给出不存在的时间；已采用到达时间并标为可疑。请为站点对时（“clockSync”设置或其自身的时间服务器）。',
  },
  interrogation: {
    en: 'The interrogation of the station was not answered as it should be. Check the common address.',
    zh: '对站点的总召唤未得到正确应答。请检查公共地址。',
  },
  'clock-sync': {
    en: 'The station did not take the time. Check whether it permits clock synchronisation by the master, or switch “clockSync” off.',
    zh: '站点未接受对时。请检查其是否允许主站对时，或关闭“clockSync”。',
  },
  terminated: {
    en: 'The station confirmed a command and then reported that it failed. Check the state of the device.',
    zh: '站点先确认了命令，随后报告执行失败。请检查设备状态。',
  },
} satisfies Record<string, Bilingual>;
