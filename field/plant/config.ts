// The demonstration plant's settings.
import { defineConfig, setting } from '../../server/src/kernel/config/section.ts';
import { Type } from '../../server/src/kernel/schema/schema.ts';

export const plantConfig = defineConfig(
  'plant',
  Type.Object({
    enabled: setting.flag(true, { en: 'Run the simulated machines', zh: '运行模拟设备' }),
    enterprise: setting.text('88.118.8', {
      en: 'Prefix of the enterprise that owns the simulated machines',
      zh: '模拟设备所属企业的前缀',
    }),
    host: setting.text('127.0.0.1', {
      en: 'Address that the simulated machines listen on',
      zh: '模拟设备的监听地址',
    }),
    pressPort: setting.port(7878, {
      en: 'Port of the injection-moulding press; 0 picks a free one',
      zh: '注塑机的端口；0 表示自动选择',
    }),
    turnMillPort: setting.port(7879, {
      en: 'Port of the turn-mill; 0 picks a free one',
      zh: '车铣复合机床的端口；0 表示自动选择',
    }),
    ovenPort: setting.port(7880, {
      en: 'Port of the oven (Modbus TCP); 0 picks a free one',
      zh: '热处理炉（Modbus TCP）的端口；0 表示自动选择',
    }),
    cycleSeconds: setting.whole(
      12,
      { minimum: 1, maximum: 3_600 },
      {
        en: 'Length of a moulding cycle in seconds: one lens each',
        zh: '注塑周期（秒），每周期生产一个透镜',
      },
    ),
  }),
);
