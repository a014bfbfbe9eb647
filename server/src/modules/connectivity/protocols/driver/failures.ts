// What can be wrong with a driver that somebody wrote.
import { defineFailures } from '../../../../kernel/failure/failure.ts';

export const driverFailures = defineFailures('driver', {
  'not-allowed': {
    kind: 'forbidden',
    message: {
      en: 'The source {name} may not start the program {program}. Let the operator set gateway.programsFolder and put the program into its {enterprise}; name it without `..`.',
      zh: '数据源 {name} 无权启动程序 {program}。请运维人员设置 gateway.programsFolder，并将程序放入其 {enterprise} 子目录；名称中不含 ..。',
    },
  },
  'no-program': {
    kind: 'missing',
    message: {
      en: 'There is no program {program} in the folder of programs of {enterprise}. Put it there, or correct its name.',
      zh: '{enterprise} 的程序文件夹中没有 {program}。请放入该程序或更正名称。',
    },
  },
  'no-processes': {
    kind: 'unsupported',
    message: {
      en: 'No programs can run here, so {program} cannot be started. Run the gateway on a real machine.',
      zh: '当前环境无法运行程序，不能启动 {program}。请在真实机器上运行网关。',
    },
  },
  ended: {
    kind: 'unavailable',
    message: {
      en: 'The driver {program} ended ({why}). It said: {said}. Mend it; it is started again after a pause.',
      zh: '驱动 {program} 已结束（{why}），输出：{said}。请修正；网关稍后会重新启动它。',
    },
  },
  'no-answer': {
    kind: 'timeout',
    message: {
      en: 'The driver {program} did not answer to {what} within {seconds} s. Answer each request with its id.',
      zh: '驱动 {program} 在 {seconds} 秒内未应答 {what}。每个请求都应以其 id 应答。',
    },
  },
  refused: {
    kind: 'unavailable',
    message: {
      en: 'The driver {program} says to {what}: {why}',
      zh: '驱动 {program} 对 {what} 的应答：{why}',
    },
  },
  'bad-answer': {
    kind: 'unavailable',
    message: {
      en: 'The driver {program} answers {what} with something else than agreed: {problem}. See docs/guides/write-a-driver.md.',
      zh: '驱动 {program} 对 {what} 的应答不符合约定：{problem}。参见 docs/guides/write-a-driver.md。',
    },
  },
});
