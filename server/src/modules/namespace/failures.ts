// What can be wrong with the publishing of the namespace.
import { defineFailures } from '../../kernel/failure/failure.ts';

export const namespaceFailures = defineFailures('namespace', {
  'bad-broker': {
    kind: 'invalid',
    message: {
      en: 'The setting namespace.broker is {url}, which is no address of an MQTT broker. Write it like mqtt://192.168.1.5:1883, mqtts://broker.example:8883 or wss://broker.example/mqtt.',
      zh: '设置 namespace.broker 的值 {url} 不是 MQTT 服务器地址。请写成 mqtt://192.168.1.5:1883、mqtts://broker.example:8883 或 wss://broker.example/mqtt。',
    },
  },
  'no-embedded-broker': {
    kind: 'invalid',
    message: {
      en: 'The setting namespace.broker is embedded, and this program runs no broker. Name a broker like mqtt://192.168.1.5:1883, or start the role that has one.',
      zh: '设置 namespace.broker 为 embedded，但本程序未运行内置 MQTT 服务器。请填写服务器地址，如 mqtt://192.168.1.5:1883，或启用带有服务器的角色。',
    },
  },
});
