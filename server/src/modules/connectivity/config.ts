// The gateway's settings.
import { defineConfig, setting } from '../../kernel/config/section.ts';
import { Type, type Static } from '../../kernel/schema/schema.ts';

export const gatewaySchema = Type.Object({
  enterprise: setting.text('88.118.8', {
    en: 'Prefix of the enterprise whose machines this gateway reads',
    zh: '本网关所读取设备所属企业的前缀',
  }),
  filesFolder: setting.text('', {
    en: 'Folder below which sources may read files (file-watch); empty: none may',
    zh: '文件采集（file-watch）允许读取的文件夹；留空则不允许',
  }),
  programsFolder: setting.text('', {
    en: 'Folder whose programs sources may start (driver); empty: none may',
    zh: '自定义驱动（driver）允许启动的程序所在文件夹；留空则不允许',
  }),
  sourcesMax: setting.whole(
    200,
    { minimum: 1, maximum: 10_000 },
    {
      en: 'Most sources that one gateway reads',
      zh: '一个网关最多读取的数据源数',
    },
  ),
  connectTimeoutMs: setting.whole(
    5_000,
    { minimum: 100, maximum: 120_000 },
    {
      en: 'How long to wait for a machine to accept the connection, in milliseconds',
      zh: '等待设备接受连接的时间（毫秒）',
    },
  ),
  reconnectFirstMs: setting.whole(
    500,
    { minimum: 10, maximum: 60_000 },
    {
      en: 'Pause before the first new attempt after a connection ended, in milliseconds; it doubles each time',
      zh: '连接断开后首次重连前的等待时间（毫秒），之后每次加倍',
    },
  ),
  reconnectMaxMs: setting.whole(
    30_000,
    { minimum: 10, maximum: 3_600_000 },
    {
      en: 'Longest pause between attempts, in milliseconds',
      zh: '两次重连之间的最长等待时间（毫秒）',
    },
  ),
  silenceMs: setting.whole(
    600_000,
    { minimum: 100, maximum: 86_400_000 },
    {
      en: 'A machine without heartbeat that says nothing for so long is given up and connected again, in milliseconds',
      zh: '无心跳的设备在此时间（毫秒）内无任何数据，则断开重连',
    },
  ),
  clockAheadMaxMs: setting.whole(
    600_000,
    { minimum: 1_000, maximum: 315_360_000_000 },
    {
      en: 'A time of a machine that is further ahead of ours, in milliseconds, is not believed: ours is stored, as uncertain',
      zh: '设备时间超前本机时间多于此值（毫秒）则不予采信，改存本机时间，质量记为可疑',
    },
  ),
  learnedMax: setting.whole(
    200_000,
    { minimum: 1, maximum: 2_000_000 },
    {
      en: 'Most machines and signals together that one source may learn of by itself; further ones are refused, and told once',
      zh: '单个数据源可自行学习的设备与测点总数上限；超出部分不予接收，并提示一次',
    },
  ),
  batchWaitMs: setting.whole(
    50,
    { minimum: 1, maximum: 10_000 },
    {
      en: 'Longest time that a reading waits for others before it is stored, in milliseconds',
      zh: '读数入库前等待合批的最长时间（毫秒）',
    },
  ),
  batchReadingsMax: setting.whole(
    5_000,
    { minimum: 1, maximum: 100_000 },
    {
      en: 'Most readings of one batch',
      zh: '每批最多读数',
    },
  ),
  waitingReadingsMax: setting.whole(
    50_000,
    { minimum: 10, maximum: 5_000_000 },
    {
      en: 'Readings of a source not yet stored, beyond which the gateway stops reading from the machine',
      zh: '单个数据源未入库读数的上限，超过后暂停读取该设备',
    },
  ),
});

export type GatewayConfig = Static<typeof gatewaySchema>;

export const gatewayConfig = defineConfig('gateway', gatewaySchema);
