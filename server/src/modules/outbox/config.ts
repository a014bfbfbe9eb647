// The outbox's settings.
import { defineConfig, setting } from '../../kernel/config/section.ts';
import { Type, type Static } from '../../kernel/schema/schema.ts';

export const outboxSchema = Type.Object({
  gateway: setting.text('gateway', {
    en: 'Name of this gateway, as the platform enrolled it',
    zh: '本网关的名称，须与平台登记的一致',
  }),
  platformUrl: setting.text('', {
    en: 'Where readings go, e.g. https://platform.example:8640; empty for the platform in this process',
    zh: '读数的去向，如 https://platform.example:8640；留空表示本进程内的平台',
  }),
  platformKey: setting.text('', {
    en: 'Public key of the platform that signs receipts, as it shows it; empty to keep the one seen first',
    zh: '平台签署回执的公钥；留空则采用首次看到的公钥并一直沿用',
  }),
  invitation: setting.text(
    '',
    {
      en: 'Invitation of the platform, with which this gateway enrols at its first contact',
      zh: '平台的邀请码，网关首次连接时凭此登记',
    },
    { secret: true },
  ),
  platformAuthority: setting.text('', {
    en: 'PEM file of the authority that vouches for the platform over TLS; empty for those that this machine trusts',
    zh: '平台 TLS 证书颁发机构的 PEM 文件；留空则使用本机信任的机构',
  }),
  diskMiB: setting.whole(
    4_096,
    { minimum: 1, maximum: 16_000_000 },
    {
      en: 'Most disk space for what is not sent yet, in MiB',
      zh: '未发送数据最多占用的磁盘空间（MiB）',
    },
  ),
  whenFull: setting.oneOf(['drop-oldest', 'hold'], 'drop-oldest', {
    en: 'When that is full: drop-oldest gives up the oldest of the lowest priority, and says so; hold stops reading from machines',
    zh: '空间用尽时：drop-oldest 放弃最低优先级中最旧的数据并如实声明；hold 暂停读取设备',
  }),
  parcelKiB: setting.whole(
    1_024,
    { minimum: 16, maximum: 16_384 },
    { en: 'Size of one parcel to the platform, in KiB', zh: '每个发往平台的包裹大小（KiB）' },
  ),
  timeoutMs: setting.whole(
    30_000,
    { minimum: 100, maximum: 600_000 },
    { en: 'How long to wait for a receipt, in milliseconds', zh: '等待回执的时间（毫秒）' },
  ),
  retryFirstMs: setting.whole(
    500,
    { minimum: 10, maximum: 60_000 },
    {
      en: 'Pause after a parcel that failed, in milliseconds; it doubles each time',
      zh: '包裹发送失败后的等待时间（毫秒），之后每次加倍',
    },
  ),
  retryMaxMs: setting.whole(
    30_000,
    { minimum: 10, maximum: 3_600_000 },
    { en: 'Longest such pause, in milliseconds', zh: '最长等待时间（毫秒）' },
  ),
});

export type OutboxConfig = Static<typeof outboxSchema>;
export const outboxConfig = defineConfig('outbox', outboxSchema);
