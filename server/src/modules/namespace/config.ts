// The settings of the unified namespace.
import { defineConfig, setting } from '../../kernel/config/section.ts';
import { Type, type Static } from '../../kernel/schema/schema.ts';

const schema = Type.Object({
  broker: setting.text('', {
    en: 'MQTT broker that the namespace is published to, e.g. mqtt://192.168.1.5:1883; embedded is the one of this program, empty publishes nothing',
    zh: '统一命名空间发布到的 MQTT 服务器，如 mqtt://192.168.1.5:1883；embedded 表示本程序内置的服务器，留空则不发布',
  }),
  username: setting.text('', { en: 'User name at this broker', zh: '该服务器的用户名' }),
  password: setting.text(
    '',
    { en: 'Password at this broker', zh: '该服务器的密码' },
    { secret: true },
  ),
  ca: setting.text('', {
    en: "Certificate (PEM) of the authority that issued this broker's",
    zh: '签发该服务器证书的机构证书（PEM）',
  }),
  umh: setting.flag(true, {
    en: 'Publish in the form of UMH Core: umh/v1/<location>/_raw/<machine>/<signal>',
    zh: '以 UMH Core 形式发布：umh/v1/<位置>/_raw/<设备>/<测点>',
  }),
  umhQos: setting.whole(
    0,
    { minimum: 0, maximum: 1 },
    {
      en: 'MQTT quality of service of the UMH form: 0 or 1',
      zh: 'UMH 形式所用的 MQTT 服务质量：0 或 1',
    },
  ),
  umhRetain: setting.flag(true, {
    en: 'Let the broker keep the last value of each UMH topic for those who come later',
    zh: '让服务器保留每个 UMH 主题的最新值，供后来的订阅者读取',
  }),
  sparkplug: setting.flag(true, {
    en: 'Publish as a Sparkplug B edge node of each enterprise',
    zh: '以每个企业的 Sparkplug B 边缘节点发布',
  }),
  node: setting.text('jingwei', {
    en: 'Name of this gateway in Sparkplug and in client ids; unique at the broker',
    zh: '本网关在 Sparkplug 及客户端标识中的名称，在该服务器上须唯一',
  }),
  primaryHost: setting.text('', {
    en: 'Sparkplug host application that must be online before anything is published; empty waits for none',
    zh: '须先在线才发布数据的 Sparkplug 主要主机；留空则不等待',
  }),
  waitingMax: setting.whole(
    100_000,
    { minimum: 100, maximum: 5_000_000 },
    {
      en: 'Readings that wait for a slow broker; beyond, only the newest of each signal is kept',
      zh: '等待较慢服务器的读数上限，超过后每个测点仅保留最新值',
    },
  ),
  historyMax: setting.whole(
    100_000,
    { minimum: 0, maximum: 5_000_000 },
    {
      en: 'Readings of an enterprise kept while no Sparkplug host listens, published later as historical; the oldest are given up first',
      zh: '无 Sparkplug 主机接收时每个企业暂存的读数上限，之后以历史数据发布；超出时先舍弃最早的',
    },
  ),
});
export type NamespaceConfig = Static<typeof schema>;

export const namespaceConfig = defineConfig('namespace', schema);
