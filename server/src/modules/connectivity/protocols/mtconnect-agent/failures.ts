// What can be wrong with an MTConnect agent; the failures of its description are those of `mtconnect`.
import { defineFailures } from '../../../../kernel/failure/failure.ts';

export const agentFailures = defineFailures('mtconnect-agent', {
  'not-mtconnect': {
    kind: 'unavailable',
    message: {
      en: '{url} does not answer as an MTConnect agent: {found}. Check address and port; an agent shows <MTConnectDevices> at /probe.',
      zh: '{url} 的应答不是 MTConnect 代理的应答：{found}。请检查地址和端口；代理在 /probe 返回 <MTConnectDevices>。',
    },
  },
  'bad-header': {
    kind: 'unavailable',
    message: {
      en: 'The <{found}> of {url} has no usable Header (instanceId, firstSequence, nextSequence), so its readings cannot be numbered. Update the agent.',
      zh: '{url} 返回的 <{found}> 缺少可用的 Header（instanceId、firstSequence、nextSequence），无法为读数编号。请升级代理。',
    },
  },
  refused: {
    kind: 'unavailable',
    message: {
      en: 'The agent at {url} refuses: {code} {text}. Check the device in the address of the source.',
      zh: '{url} 的代理拒绝了请求：{code} {text}。请检查数据源地址中的设备。',
    },
  },
  'broken-stream': {
    kind: 'unavailable',
    message: {
      en: 'The stream of {url} cannot be read: {trouble}. Check that no proxy changes it; it is opened again.',
      zh: '无法读取 {url} 的数据流：{trouble}。请检查中间代理是否改动数据；网关会重新打开。',
    },
  },
});
