// How the program finds IoTDB: below `seriesStore.iotdb` in the settings.
import { setting } from '../../kernel/config/section.ts';
import { Type, type Static } from '../../kernel/schema/schema.ts';

export const iotdbSettings = Type.Object({
  urls: setting.texts(['http://127.0.0.1:18080'], {
    en: 'REST services of the DataNodes of IoTDB, tried in turn',
    zh: 'IoTDB 各 DataNode 的 REST 服务地址，依次尝试',
  }),
  user: setting.text('root', { en: 'User of IoTDB', zh: 'IoTDB 用户' }),
  password: setting.text(
    'root',
    { en: 'Password of the user of IoTDB', zh: 'IoTDB 用户的密码' },
    { secret: true },
  ),
  database: setting.text('jingwei', {
    en: 'Database of IoTDB below root, one for each program',
    zh: 'IoTDB 中 root 下的数据库名，每个程序一个',
  }),
  authorities: setting.text('', {
    en: 'PEM of the authorities that vouch for https addresses; empty: those that the machine trusts',
    zh: '用于验证 https 地址的 CA 证书（PEM）；为空则使用本机信任的 CA',
  }),
  patienceSeconds: setting.whole(
    30,
    { minimum: 1, maximum: 3_600 },
    {
      en: 'How long a call is repeated while IoTDB does not answer, before it fails',
      zh: 'IoTDB 无应答时，一次调用在失败前持续重试的时间（秒）',
    },
  ),
});

export type IotdbSettings = Static<typeof iotdbSettings>;
