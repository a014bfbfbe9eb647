// A machine that sends its readings over HTTP, one body after the other under a key of its own, and sends a body again
// until it is told that it is kept. Some of its bodies are large texts, so that a disk becomes full while one watches.
import type { Acknowledged } from '../told.ts';
import { Counts } from '../told.ts';

/** Where it sends; changes when the gateway starts again. */
export type Door = { readonly origin: string; readonly token: string };

const everyMs = 100;
const againMs = 200;
const answerWithinMs = 20_000;
const numbersOfBodyMax = 2_000;
const notesOfBody = 16;
const noteBytes = 6_000;

export class WebhookMachine {
  readonly name: string;
  readonly signals = ['n', 'note'];
  readonly source: Record<string, unknown>;
  readonly #perSecond: number;
  readonly #door: () => Door | undefined;
  readonly #bytes: (count: number) => Uint8Array;
  readonly #told = { n: newTold(), note: newTold() };
  #isOver = false;
  #running: Promise<void> = Promise.resolve();
  #bodies = 0;
  /** It sends large texts. */
  isVerbose = false;

  constructor(given: {
    name: string;
    perSecond: number;
    door: () => Door | undefined;
    bytes: (count: number) => Uint8Array;
  }) {
    this.name = given.name;
    this.#perSecond = given.perSecond;
    this.#door = given.door;
    this.#bytes = given.bytes;
    const signals = this.signals.map((id) => ({
      ...{ id, address: id },
      ...(id === 'note' ? { value: 'text' } : {}),
    }));
    const connection = { timeField: 't', timeFormat: 'unix-us' };
    this.source = { name: this.name, protocol: 'webhook', connection, signals };
  }

  get count(): number {
    return this.#told.n.highest + this.#told.note.highest;
  }

  begin(): void {
    this.#running = this.#run();
  }

  /** Resolves when the last body is acknowledged. */
  async silence(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  acknowledged(identifier: string): Acknowledged[] {
    return (['n', 'note'] as const).map((id) => {
      const { acknowledged, unanswered } = this.#told[id];
      const signal = `${identifier}/${id}`;
      return { signal, acknowledged, unanswered, redelivered: [], isOnce: true };
    });
  }

  async #run(): Promise<void> {
    let at = performance.now();
    while (!this.#isOver) {
      const now = performance.now();
      const due = Math.min(Math.floor(((now - at) * this.#perSecond) / 1_000), numbersOfBodyMax);
      if (this.isVerbose) await this.#send('note', notesOfBody);
      else if (due > 0) await this.#send('n', due);
      at = now;
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  }

  async #send(id: 'n' | 'note', count: number): Promise<void> {
    const told = this.#told[id];
    const first = told.highest + 1;
    told.highest += count;
    const nowUs = Date.now() * 1_000;
    const lines = Array.from({ length: count }, (_, n) => {
      const value = id === 'n' ? first + n : `${first + n}:${this.#text()}`;
      return JSON.stringify({ t: nowUs + n, [id]: value });
    });
    const body = lines.join('\n');
    const key = `${this.name}-${++this.#bodies}`;
    for (;;) {
      const outcome = await this.#post(body, key);
      for (let n = first; n < first + count; n += 1) {
        if (outcome === 'taken') told.acknowledged.add(n);
        else if (outcome === 'unanswered') told.unanswered.add(n);
      }
      if (outcome === 'taken') return;
      await new Promise((resolve) => setTimeout(resolve, againMs));
    }
  }

  async #post(body: string, key: string): Promise<'taken' | 'refused' | 'unanswered'> {
    const door = this.#door();
    if (!door) return 'refused';
    try {
      const answer = await fetch(`${door.origin}/api/sources/${this.name}/readings`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${door.token}`,
          'content-type': 'application/x-ndjson',
          'idempotency-key': key,
        },
        body,
        signal: AbortSignal.timeout(answerWithinMs),
      });
      await answer.arrayBuffer();
      if (answer.status === 200) return 'taken';
      // Too much waits: nothing of it was taken. Every other answer may have come after it was kept.
      return answer.status === 429 ? 'refused' : 'unanswered';
    } catch {
      return 'unanswered';
    }
  }

  #text(): string {
    return Buffer.from(this.#bytes(noteBytes)).toString('base64');
  }
}

function newTold() {
  return { highest: 0, acknowledged: new Counts(), unanswered: new Counts() };
}
