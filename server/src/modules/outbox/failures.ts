// What can go wrong with the outbox.
import { defineFailures } from '../../kernel/failure/failure.ts';

export const outboxFailures = defineFailures('outbox', {
  damaged: {
    kind: 'invalid',
    message: {
      en: 'The file {path} of the outbox cannot be read. Restore it from a backup, or move the outbox folder away: a new one begins a new incarnation, and what the old one holds stays in it.',
      zh: '发件箱文件 {path} 无法读取。请从备份恢复，或移走发件箱文件夹：新文件夹将开始新的化身，旧数据保留在原处。',
    },
  },
  closed: {
    kind: 'unavailable',
    message: {
      en: 'The outbox is closing; what was not yet durable was not acknowledged. Try again when the gateway runs.',
      zh: '发件箱正在关闭，尚未持久化的数据未被确认。请在网关运行后重试。',
    },
  },
  'too-large': {
    kind: 'invalid',
    message: {
      en: 'A batch of {stream} takes {bytes} bytes, more than a frame may have. Lower gateway.batchReadingsMax, or leave out its long texts.',
      zh: '{stream} 的一个批次为 {bytes} 字节，超过单帧上限。请调低 gateway.batchReadingsMax，或去掉过长的文本。',
    },
  },
  'bad-readings': {
    kind: 'invalid',
    message: {
      en: 'Readings of {stream} cannot be kept: {reason}. This is a fault of the protocol that delivered them; please report it.',
      zh: '无法保存 {stream} 的读数：{reason}。这是传来读数的协议的缺陷，请报告。',
    },
  },
  'platform-unreachable': {
    kind: 'unavailable',
    message: {
      en: 'The platform at {url} cannot be reached: {reason}. Readings are kept and sent later; check outbox.platformUrl and the network.',
      zh: '无法连接平台 {url}：{reason}。读数会保留并稍后发送；请检查 outbox.platformUrl 与网络。',
    },
  },
  'bad-receipt': {
    kind: 'invalid',
    message: {
      en: 'The receipt of the platform at {where} does not hold ({reason}); nothing was deleted. Check that outbox.platformKey is the key that it answers at /api/intake/key.',
      zh: '平台 {where} 的回执无效（{reason}），未删除任何数据。请核对 outbox.platformKey 与平台 /api/intake/key 返回的密钥是否一致。',
    },
  },
  'bad-platform-key': {
    kind: 'invalid',
    message: {
      en: 'outbox.platformKey is not an Ed25519 public key. Give the 43 letters that the platform answers at /api/intake/key, or PEM.',
      zh: 'outbox.platformKey 不是 Ed25519 公钥。请填写平台 /api/intake/key 返回的 43 个字符，或 PEM。',
    },
  },
  'bad-authority': {
    kind: 'invalid',
    message: {
      en: 'There is no file {path}, which outbox.platformAuthority names. Put the PEM certificate of the authority there, or leave the setting empty.',
      zh: 'outbox.platformAuthority 指定的文件 {path} 不存在。请放入颁发机构的 PEM 证书，或将该设置留空。',
    },
  },
  'bad-platform-url': {
    kind: 'invalid',
    message: {
      en: 'outbox.platformUrl is {url}; it must be like https://platform.example:8640.',
      zh: 'outbox.platformUrl 为 {url}，应形如 https://platform.example:8640。',
    },
  },
});
