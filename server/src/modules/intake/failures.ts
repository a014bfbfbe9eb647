// What the intake refuses: whole requests, and (the codes in receipts) numbers that will never be stored.
import { defineFailures } from '../../kernel/failure/failure.ts';

export const intakeFailures = defineFailures('intake', {
  'unknown-gateway': {
    kind: 'unauthenticated',
    message: {
      en: 'No gateway {gateway} is enrolled here. `npm run jingwei -- gateway invite` at the platform makes an invitation.',
      zh: '此处未登记网关 {gateway}。可在平台运行 `npm run jingwei -- gateway invite` 生成邀请。',
    },
  },
  'gateway-missing': {
    kind: 'missing',
    message: {
      en: 'There is no gateway {gateway} that you may see. `npm run jingwei -- gateway list` shows those you may.',
      zh: '没有您可查看的网关 {gateway}。可用 `npm run jingwei -- gateway list` 列出。',
    },
  },
  'not-signed': {
    kind: 'unauthenticated',
    message: {
      en: 'The request is not signed with the key of the gateway {gateway}. Enrol it again if its key file was lost.',
      zh: '请求未用网关 {gateway} 的密钥签名。若其密钥文件已丢失，请重新登记。',
    },
  },
  blocked: {
    kind: 'forbidden',
    message: {
      en: 'The gateway {gateway} is blocked here. What it reads waits in its outbox; `gateway block {gateway} --off` at the platform lets it in again.',
      zh: '网关 {gateway} 已在此停用，其读数保留在发件箱中；在平台运行 `gateway block {gateway} --off` 可恢复。',
    },
  },
  'other-gateway': {
    kind: 'forbidden',
    message: {
      en: 'The parcel says that it is of the gateway {named}, and came from {gateway}.',
      zh: '数据包自称来自网关 {named}，实际由 {gateway} 发送。',
    },
  },
  'bad-parcel': {
    kind: 'invalid',
    message: {
      en: 'The parcel of the gateway {gateway} cannot be read: {reason}. Nothing of it was stored; it may be sent again.',
      zh: '网关 {gateway} 的数据包无法读取：{reason}。未存储任何内容，可重新发送。',
    },
  },
  'too-large': {
    kind: 'invalid',
    message: {
      en: 'The parcel of the gateway {gateway} holds more than {bytesMax} bytes when unpacked. Send fewer frames in one.',
      zh: '网关 {gateway} 的数据包解压后超过 {bytesMax} 字节。请减少单包的帧数。',
    },
  },
  busy: {
    kind: 'exhausted',
    message: {
      en: 'The gateway {gateway} has {count} parcels under way already. Wait for their receipts.',
      zh: '网关 {gateway} 已有 {count} 个数据包在处理中。请等待回执。',
    },
  },
  'bad-invitation': {
    kind: 'forbidden',
    message: {
      en: 'This invitation was used already, has expired or is not of this platform. `npm run jingwei -- gateway invite` makes a new one.',
      zh: '该邀请已使用、已过期或不属于本平台。运行 `npm run jingwei -- gateway invite` 可生成新邀请。',
    },
  },
  'invitation-missing': {
    kind: 'missing',
    message: {
      en: 'There is no invitation {id} that is still good and that you may revoke: it was used, has expired, or is not yours.',
      zh: '没有您可撤销的有效邀请 {id}：它已使用、已过期或不属于您。',
    },
  },
  'name-taken': {
    kind: 'conflict',
    message: {
      en: 'Another gateway is called {gateway} here. Choose another name (outbox.gateway), or remove that one first: `npm run jingwei -- gateway remove {gateway}`.',
      zh: '此处已有名为 {gateway} 的网关。请改用其他名称（outbox.gateway），或先移除原网关：`npm run jingwei -- gateway remove {gateway}`。',
    },
  },
  'bad-enrolment': {
    kind: 'invalid',
    message: {
      en: 'The enrolment needs an Ed25519 public key in PEM and the signature of its other half.',
      zh: '登记需要 PEM 格式的 Ed25519 公钥及其私钥的签名。',
    },
  },
  'bad-key-file': {
    kind: 'invalid',
    message: {
      en: 'The file {file} holds no Ed25519 private key in PEM. Put back the file from a backup: gateways believe no other key.',
      zh: '文件 {file} 不含 PEM 格式的 Ed25519 私钥。请从备份恢复：网关只信任原有密钥。',
    },
  },
  'no-prefix': {
    kind: 'invalid',
    message: {
      en: '“{enterprise}” is not the prefix of an enterprise. Write numbers with dots, e.g. 88.118.8, and several with commas between.',
      zh: '“{enterprise}”不是企业前缀。请填写以点分隔的数字，例如 88.118.8；多个前缀用逗号分隔。',
    },
  },
  'not-yours': {
    kind: 'forbidden',
    message: {
      en: 'You may not do this for {enterprise}.',
      zh: '您无权对 {enterprise} 执行此操作。',
    },
  },
  'bad-span': {
    kind: 'invalid',
    message: {
      en: 'The span from {from} to {to} is none: times like 2026-11-22T08:00:00Z, the end behind the beginning, at most {daysMax} days.',
      zh: '时间段 {from} 至 {to} 无效：时间格式如 2026-11-22T08:00:00Z，结束须晚于开始，最长 {daysMax} 天。',
    },
  },
  'other-enterprise': {
    kind: 'forbidden',
    message: {
      en: 'The gateway {gateway} is not enrolled for the enterprise of {stream}.',
      zh: '网关 {gateway} 未获准服务 {stream} 所属的企业。',
    },
  },
  'mixed-enterprises': {
    kind: 'forbidden',
    message: {
      en: '{stream} speaks of {identifier}, which is of another enterprise.',
      zh: '{stream} 涉及其他企业的 {identifier}。',
    },
  },
  'unknown-stream': {
    kind: 'invalid',
    message: {
      en: 'The stream {stream} is none that this platform knows, or too many: update the platform.',
      zh: '本平台不支持数据流 {stream}，或数据流过多：请升级平台。',
    },
  },
  'bad-readings': {
    kind: 'invalid',
    message: {
      en: 'Readings of {stream} cannot be stored: {reason}.',
      zh: '{stream} 的读数无法存储：{reason}。',
    },
  },
  'bad-fact': {
    kind: 'invalid',
    message: {
      en: 'A fact of {stream} cannot be taken: {reason}.',
      zh: '{stream} 的事实无法接收：{reason}。',
    },
  },
  'bad-ledger': {
    kind: 'invalid',
    message: {
      en: 'Ledger rows of {stream} cannot be read: {reason}.',
      zh: '{stream} 的台账无法读取：{reason}。',
    },
  },
});

/** The codes that a receipt may give for numbers that are refused; the gap report counts by them. */
export const refusalCodes = [
  'intake.other-enterprise',
  'intake.mixed-enterprises',
  'intake.unknown-stream',
  'intake.bad-readings',
  'intake.bad-fact',
  'intake.bad-ledger',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];
