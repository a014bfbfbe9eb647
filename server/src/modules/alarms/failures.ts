// What can go wrong with alarms and their rules.
import { defineFailures } from '../../kernel/failure/failure.ts';

export const alarmsFailures = defineFailures('alarms', {
  'unknown-alarm': {
    kind: 'missing',
    message: {
      en: 'There is no alarm {alarm} that you may see. GET /api/alarms lists those you may.',
      zh: '没有您可查看的报警 {alarm}。可查看的报警见 GET /api/alarms。',
    },
  },
  'not-now': {
    kind: 'conflict',
    message: {
      en: 'The alarm {alarm} is {state}; that cannot be done in this state. Look at it again.',
      zh: '报警 {alarm} 当前状态为 {state}，不能执行该操作。请刷新后重试。',
    },
  },
  'unknown-rule': {
    kind: 'missing',
    message: {
      en: 'There is no rule {id} of {enterprise}. GET /api/alarm-rules lists them.',
      zh: '{enterprise} 没有规则 {id}。规则列表见 GET /api/alarm-rules。',
    },
  },
  'unknown-signal': {
    kind: 'missing',
    message: {
      en: 'The rule {rule} refers to the signal {signal} ({place}), which is not there (any more). Check the identifier, or connect its machine.',
      zh: '规则 {rule} 引用的测点 {signal}（{place}）不存在或已删除。请检查标识，或接入其设备。',
    },
    facts: ['signal', 'place'],
  },
  'no-signal': {
    kind: 'invalid',
    message: {
      en: 'The rule {rule} must name one signal, or a path, not both and not none.',
      zh: '规则 {rule} 须指定一个测点或一个路径，二者必居其一且不可并存。',
    },
  },
  'foreign-signal': {
    kind: 'forbidden',
    message: {
      en: 'The rule {rule} of {enterprise} refers to {signal} of another enterprise. Use signals of {enterprise} only.',
      zh: '{enterprise} 的规则 {rule} 引用了其他企业的测点 {signal}。只能使用 {enterprise} 的测点。',
    },
  },
  'no-paths': {
    kind: 'unsupported',
    message: {
      en: 'The rule {rule} holds for a path, but the assets of this process cannot be searched by path. Name a signal.',
      zh: '规则 {rule} 使用路径，但本进程的资产不支持按路径查找。请指定测点。',
    },
  },
  'too-many-signals': {
    kind: 'exhausted',
    message: {
      en: 'The path {path} of the rule {rule} fits more than {countMax} signals. Make it narrower.',
      zh: '规则 {rule} 的路径 {path} 匹配的测点超过 {countMax} 个。请缩小范围。',
    },
  },
  'wrong-kind': {
    kind: 'invalid',
    message: {
      en: 'The rule {rule} at {place} needs {wanted}, but {signal} tells {given}.',
      zh: '规则 {rule} 的 {place} 需要 {wanted}，而测点 {signal} 的值类型为 {given}。',
    },
    facts: ['signal', 'place'],
  },
  'bad-unit': {
    kind: 'invalid',
    message: {
      en: 'The unit {unit} at condition/unit of the rule {rule} does not fit {signal}, which is in {given}. Give a UCUM code that measures the same.',
      zh: '规则 {rule} 中 condition/unit 的单位 {unit} 与测点 {signal} 的单位 {given} 不符。请填写同量纲的 UCUM 单位。',
    },
    facts: ['signal', 'unit', 'given'],
  },
  'contradictory-limits': {
    kind: 'invalid',
    message: {
      en: 'The limits of the rule {rule} contradict each other at {place}: {lower} ({lowerAt}) must be below {upper} ({upperAt}).',
      zh: '规则 {rule} 的限值在 {place} 处相互矛盾：{lower}（{lowerAt}）须低于 {upper}（{upperAt}）。',
    },
    facts: ['place'],
  },
  'limit-twice': {
    kind: 'invalid',
    message: {
      en: 'The rule {rule} has the limit {level} twice, at {place}. Remove one.',
      zh: '规则 {rule} 在 {place} 处重复设置了限值 {level}。请删除其一。',
    },
    facts: ['place'],
  },
  'impossible-dead-band': {
    kind: 'invalid',
    message: {
      en: 'The dead band {deadBand} at condition/deadBand of the rule {rule} is impossible: the alarm would never end. It must be below {below}.',
      zh: '规则 {rule} 中 condition/deadBand 的死区 {deadBand} 不可行：报警将永不恢复。须小于 {below}。',
    },
  },
  'bad-expression': {
    kind: 'invalid',
    message: {
      en: 'The expression at {place} of the rule {rule} is wrong at character {character} ({excerpt}): {trouble}',
      zh: '规则 {rule} 中 {place} 的表达式第 {character} 个字符处（{excerpt}）有误：{trouble}',
    },
    facts: ['place', 'character', 'trouble'],
  },
  'not-a-condition': {
    kind: 'invalid',
    message: {
      en: 'The expression at {place} of the rule {rule} gives no truth. Compare it with something, e.g. `value > 80Cel`.',
      zh: '规则 {rule} 中 {place} 的表达式结果不是真或假。请写成比较，例如 `value > 80Cel`。',
    },
    facts: ['place'],
  },
  'shelved-too-long': {
    kind: 'invalid',
    message: {
      en: 'An alarm is shelved for at most {hoursMax} hours. Take it out of service for longer.',
      zh: '报警最多搁置 {hoursMax} 小时。如需更久，请将其停用。',
    },
  },
  'too-many-rules': {
    kind: 'exhausted',
    message: {
      en: '{enterprise} has {countMax} rules of alarms, the most there may be. Use a path for many signals.',
      zh: '{enterprise} 的报警规则已达上限 {countMax} 条。请用路径覆盖多个测点。',
    },
  },
  'bad-time': {
    kind: 'invalid',
    message: {
      en: '{text} is not a time here. Write e.g. 2026-11-23T08:00:00Z, the end after the beginning, at most {daysMax} days.',
      zh: '时间 {text} 无效。例如 2026-11-23T08:00:00Z，结束须晚于开始，跨度最多 {daysMax} 天。',
    },
  },
  'nobody-to-tell': {
    kind: 'invalid',
    message: {
      en: '{place} names {name}, which is not there. Add it first.',
      zh: '{place} 引用的 {name} 不存在。请先添加。',
    },
    facts: ['place'],
  },
  'secret-not-known': {
    kind: 'invalid',
    message: {
      en: 'The dots at {place} stand for no secret that is kept. Write the secret itself.',
      zh: '{place} 处的圆点没有对应已保存的密钥。请填写密钥本身。',
    },
  },
  'server-inside': {
    kind: 'forbidden',
    message: {
      en: 'Messages of alarms may not go to {host}: it is a private, loopback or link-local address, or leads to one. Name a public server, or let the operator of this installation add its network to the setting alarms.messageNetworks, e.g. 10.1.0.0/16.',
      zh: '报警通知不能发往 {host}：该地址是（或指向）私有、环回或链路本地地址。请使用公网服务器，或由平台运维人员在设置 alarms.messageNetworks 中加入其网段，例如 10.1.0.0/16。',
    },
  },
  'bad-network': {
    kind: 'invalid',
    message: {
      en: '{network} in the setting alarms.messageNetworks names no network. Write e.g. 10.1.0.0/16, fd00:1::/32 or one address.',
      zh: '设置 alarms.messageNetworks 中的 {network} 不是网段。请填写如 10.1.0.0/16、fd00:1::/32 或单个地址。',
    },
  },
  'tests-under-way': {
    kind: 'exhausted',
    message: {
      en: '{countMax} test messages of {enterprise} are under way. Wait until they are answered.',
      zh: '{enterprise} 已有 {countMax} 条测试消息正在发送。请等待其完成。',
    },
  },
  'not-told': {
    kind: 'unavailable',
    message: {
      en: 'The message could not be delivered by {channel} to {to}: {reason}',
      zh: '无法通过 {channel} 将消息送达 {to}：{reason}',
    },
    facts: ['channel', 'reason'],
  },
});
