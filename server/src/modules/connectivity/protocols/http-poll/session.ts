// Asks one address at its interval. What it told before is not told again: a page that answers 304, or with the
// time of before, has nothing new.
import { same, type Bilingual } from '../../../../kernel/schema/bilingual.ts';
import { isFailure } from '../../../../kernel/failure/failure.ts';
import type { Figure } from '../../api.ts';
import { PollSchedule } from '../../polling/poll-schedule.ts';
import { Position } from '../position.ts';
import type { Link, ObservedReading, Session } from '../protocol.ts';
import { futureUsMax, type RecordProblem, type RecordReadings } from '../records/record-reader.ts';
import { recordRemedies } from '../records/remedies.ts';
import { WebClient } from '../web/web-client.ts';
import { askOf, type HttpPollSettings } from './settings.ts';
import type { PageReader } from './page-reader.ts';

const gone: Bilingual = { en: 'the gateway closed the connection', zh: '网关关闭了连接' };
/** So many rounds without an answer, and the source says that it is not connected. */
const failuresMax = 3;

type Remembered = { readonly newestUs: number };

export async function openPoll(
  link: Link,
  settings: HttpPollSettings,
  reader: PageReader,
): Promise<Session> {
  const web = new WebClient(link.world, settings.name, settings.connection, link.connectTimeoutMs);
  const remembered = (await link.memory.read()) as Remembered | undefined;
  const newestUs = Number.isSafeInteger(remembered?.newestUs) ? (remembered?.newestUs ?? 0) : 0;
  const session = new PollSession(link, { settings, reader, web, newestUs });
  await session.begin();
  return session;
}

type Opened = {
  readonly settings: HttpPollSettings;
  readonly reader: PageReader;
  readonly web: WebClient;
  readonly newestUs: number;
};

class PollSession implements Session {
  readonly closed: Promise<Bilingual>;
  readonly #link: Link;
  readonly #opened: Opened;
  readonly #schedule: PollSchedule;
  readonly #position: Position<Remembered>;
  readonly #stopping = new AbortController();
  readonly #over = Promise.withResolvers<Bilingual>();
  readonly #tells = new Map<number, string>();
  #newestUs: number;
  #etag: string | undefined;
  #failures = 0;
  #unchanged = 0;

  constructor(link: Link, opened: Opened) {
    this.#link = link;
    this.#opened = opened;
    this.#newestUs = opened.newestUs;
    this.#position = new Position(link);
    this.closed = this.#over.promise;
    const { intervalMs = 1_000 } = opened.settings.connection;
    this.#schedule = new PollSchedule({
      clock: link.world.clock,
      tasks: [{ queue: 'page', intervalMs, run: () => this.#round(), down: () => {} }],
      pauseFirstMs: Math.min(intervalMs, 1_000),
      pauseMaxMs: 30_000,
    });
  }

  /** Fails as the first answer does, so that a wrong address is told at once. */
  async begin(): Promise<void> {
    await this.#ask();
    this.#schedule.start();
  }

  pause(): void {
    this.#schedule.hold(true);
  }

  resume(): void {
    this.#schedule.hold(false);
  }

  close(): void {
    this.#end(gone);
  }

  figures(): readonly Figure[] {
    const title = { en: 'Answers with nothing new', zh: '无新数据的应答' };
    return [...this.#schedule.figures(), { name: 'unchanged', title, value: this.#unchanged }];
  }

  async #round(): Promise<void> {
    try {
      await this.#ask();
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      if (this.#failures >= failuresMax) {
        this.#end(isFailure(error) ? error.publicMessage : same((error as Error).message));
      }
      throw error;
    }
  }

  async #ask(): Promise<void> {
    const { settings, web, reader } = this.#opened;
    const { bytesMax = 4 * 1024 * 1024 } = settings.connection;
    const headers = this.#etag === undefined ? {} : { 'if-none-match': this.#etag };
    const asked = { ...askOf(settings.connection), headers, signal: this.#stopping.signal };
    const page = await web.page(asked, bytesMax, [304]);
    if (this.#stopping.signal.aborted) return;
    if (page.status === 304) {
      this.#unchanged += 1;
      return;
    }
    const etag = page.headers['etag'];
    this.#etag = etag !== undefined && etag.length <= 1_000 ? etag : undefined;
    const { moments, problems } = reader.read(page.bytes, this.#link.world.clock.now() * 1_000);
    for (const problem of problems) this.#refuse(problem);
    this.#tell(moments);
  }

  #tell(moments: readonly RecordReadings[]): void {
    const isList = this.#opened.settings.connection.records !== undefined;
    const nowUs = this.#link.world.clock.now() * 1_000;
    const before = this.#newestUs;
    let told = 0;
    for (const { timeUs, readings } of moments.toSorted(
      (a, b) => (a.timeUs ?? 0) - (b.timeUs ?? 0),
    )) {
      if (timeUs !== undefined && timeUs > nowUs + futureUsMax) {
        this.#refuse({ line: 1, key: 'time', trouble: 'future-time', excerpt: String(timeUs) });
        continue;
      }
      // A list is told again and again, with more at its end; one moment may be told again with more in it.
      if (isList && timeUs !== undefined && timeUs <= before) continue;
      const fresh =
        timeUs === undefined
          ? readings
          : readings.filter((reading) => this.#isNew(timeUs, reading));
      if (fresh.length > 0) this.#link.listener.observed(timeUs, fresh);
      told += fresh.length;
      this.#newestUs = Math.max(this.#newestUs, timeUs ?? 0);
    }
    if (told === 0) this.#unchanged += 1;
    if (isList && this.#newestUs > before) this.#position.reached({ newestUs: this.#newestUs });
  }

  #isNew(timeUs: number, { signal, value, quality }: ObservedReading): boolean {
    const tell = `${timeUs} ${quality} ${String(value)}`;
    if (this.#tells.get(signal) === tell) return false;
    this.#tells.set(signal, tell);
    return true;
  }

  #refuse({ key, trouble, excerpt }: RecordProblem): void {
    const what = trouble === 'not-a-number' || trouble === 'not-a-truth' ? 'value' : 'line';
    this.#link.listener.refused({
      what,
      key: `${key} ${trouble}`,
      excerpt,
      remedy: recordRemedies[trouble],
    });
  }

  #end(reason: Bilingual): void {
    if (this.#stopping.signal.aborted) return;
    this.#stopping.abort();
    this.#position.stop();
    void this.#schedule.stop();
    this.#over.resolve(reason);
  }
}
