// The test of a connection for protocols without one of their own: connect, and wait for a first reading.
import { fill, same, type Bilingual } from '../../kernel/schema/bilingual.ts';
import { sleep } from '../../kernel/world/clock.ts';
import type { Description, ObservedReading, Plant, Reach, TestStep } from './protocols/protocol.ts';
import { troubleOf } from './source.ts';

const firstReadingWithinMs = 5_000;

const steps = {
  connect: { en: 'Connect', zh: '建立连接' },
  connected: { en: 'The machine accepted the connection.', zh: '设备已接受连接。' },
  reading: { en: 'First readings', zh: '首批读数' },
  readings: {
    en: '{count} of {signals} signals told a value, the first {id} = {value}.',
    zh: '{signals} 个测点中有 {count} 个给出了数值，第一个为 {id} = {value}。',
  },
  silent: {
    en: 'The machine said nothing within {seconds} s. It may have nothing new to tell; check that it runs.',
    zh: '设备在 {seconds} 秒内没有给出任何数据。可能暂无变化，请确认设备正在运行。',
  },
  refused: {
    en: 'What the machine told could not be taken: {key}, {told}. {remedy}',
    zh: '设备给出的内容无法识别：{key}，{told}。{remedy}',
  },
} satisfies Record<string, Bilingual>;

export async function tryConnection(
  reach: Reach & { readonly plant: Plant },
  description: Description,
): Promise<readonly TestStep[]> {
  const { clock } = reach.world;
  const begunMs = clock.monotonicMs();
  const took = () => Math.round(clock.monotonicMs() - begunMs);
  const heard = Promise.withResolvers<Pick<TestStep, 'ok' | 'says'>>();
  const signals = [...description.signals];
  const link = {
    ...reach,
    silenceMs: firstReadingWithinMs * 2,
    memory: forgetful(),
    keys: () => [],
  };
  const told = (readings: readonly ObservedReading[]) => {
    const [first] = readings;
    if (!first) return;
    const { id } = signals[first.signal] ?? { id: '' };
    const count = new Set(readings.map(({ signal }) => signal)).size;
    const said = { count, signals: signals.length, id, value: first.value };
    heard.resolve({ ok: true, says: fill(steps.readings, said) });
  };
  try {
    const session = await description.connect({
      ...link,
      listener: {
        observed: (_time, readings) => told(readings),
        refused: ({ key, excerpt, remedy }) =>
          heard.resolve({ ok: false, says: fill(steps.refused, { key, told: excerpt, remedy }) }),
        together: (_key, tell) => tell(),
        // Nothing of a test is kept, so nothing may be acknowledged.
        durable: () => Promise.reject(new Error('a test keeps nothing')),
        learned: async (model) => model.signals.map((signal) => signals.push(signal) - 1),
      },
    });
    const connected = { name: steps.connect, ok: true, tookMs: took(), says: steps.connected };
    const ended = session.closed.then((says) => ({ ok: false, says }));
    const silent = sleep(clock, firstReadingWithinMs).then(() => ({
      ok: true,
      says: fill(steps.silent, { seconds: firstReadingWithinMs / 1_000 }),
    }));
    const outcome = await Promise.race([heard.promise, ended, silent]);
    session.close();
    return [connected, { name: steps.reading, tookMs: took(), ...outcome }];
  } catch (error) {
    const says = error instanceof Error ? troubleOf(error) : same(String(error));
    return [{ name: steps.connect, ok: false, tookMs: took(), says }];
  }
}

function forgetful() {
  return { read: async () => undefined, write: async () => {} };
}
