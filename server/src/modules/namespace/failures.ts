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
});
