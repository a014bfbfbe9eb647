// Any address on the web that tells values when it is asked: JSON, CSV, a plain number or Prometheus text, at an
// interval.
import { configuredMachine } from '../../model/configured-machine.ts';
import { defineProtocol, type Description, type Reach, type TestStep } from '../protocol.ts';
import { recordFailures } from '../records/failures.ts';
import { Steps } from '../steps.ts';
import { WebClient } from '../web/web-client.ts';
import { checkedUrl, headersOf, shownUrl } from '../web/web-settings.ts';
import { pollFailures } from './failures.ts';
import { PageReader } from './page-reader.ts';
import { openPoll } from './session.ts';
import { askOf, connection, type HttpPollSettings } from './settings.ts';

export const httpPoll = defineProtocol({
  name: 'http-poll',
  title: { en: 'Web page (HTTP)', zh: '网页接口（HTTP）' },
  connection,
  address: {
    words: {
      en: 'JSON: a path; CSV: a column, or #3; Prometheus: name{label="value"}; number: value',
      zh: 'JSON：路径；CSV：列名或 #3；Prometheus：name{label="value"}；数值：value',
    },
    example: 'data.axes[0].position',
  },
  where: ({ url }) => shownUrl(url),
  describe,
  test: tryPage,
});

function describe(enterprise: string, settings: HttpPollSettings): Description {
  const { name, signals = [] } = settings;
  if (signals.length === 0) throw recordFailures['no-signals']({ name });
  checkedUrl(name, settings.connection.url);
  headersOf(name, settings.connection);
  const model = configuredMachine(enterprise, settings);
  const reader = new PageReader(settings);
  return {
    models: [model],
    signals: model.signals,
    connect: (link) => openPoll(link, settings, reader),
  };
}

async function tryPage(reach: Reach, settings: HttpPollSettings): Promise<readonly TestStep[]> {
  const steps = new Steps(reach.world.clock);
  const { name, connection: given } = settings;
  const web = new WebClient(reach.world, name, given, reach.connectTimeoutMs);
  const page = await steps.run({ en: 'The server answers', zh: '服务器应答' }, async () => {
    const answer = await web.page(askOf(given), given.bytesMax ?? 4 * 1024 * 1024);
    const words = `${answer.status}, ${answer.bytes.length} bytes`;
    return { value: answer, says: { en: words, zh: words } };
  });
  await steps.run({ en: 'Its signals are in the answer', zh: '应答中包含测点' }, async () => {
    const nowUs = reach.world.clock.now() * 1_000;
    const told = new PageReader(settings).read(page?.bytes ?? new Uint8Array(), nowUs);
    const found = new Set(
      told.moments.flatMap(({ readings }) => readings.map(({ signal }) => signal)),
    );
    const all = settings.signals ?? [];
    const missing = all.filter((_, at) => !found.has(at)).map(({ id }) => id);
    if (found.size === 0) {
      const [first] = told.problems;
      throw pollFailures['nothing-found']({
        ...{ name, url: shownUrl(given.url), format: given.format ?? 'json' },
        why: first ? `line ${first.line}, ${first.trouble}` : missing.slice(0, 5).join(', '),
        excerpt: Buffer.from(page?.bytes ?? [])
          .subarray(0, 80)
          .toString('utf8'),
      });
    }
    const without = missing.length === 0 ? '' : `; not found: ${missing.slice(0, 10).join(', ')}`;
    const withoutZh = missing.length === 0 ? '' : `；未找到：${missing.slice(0, 10).join('、')}`;
    return {
      value: found.size,
      says: {
        en: `${found.size} of ${all.length} signals${without}`,
        zh: `${all.length} 个测点中找到 ${found.size} 个${withoutZh}`,
      },
    };
  });
  return steps.done;
}
