// Follows a server-sent event stream over fetch (EventSource can neither send a token nor tell why it
// failed). It connects again by itself with growing pauses and says at each moment where it stands.
import { EventParser, type StreamEvent } from './event-parser.ts';
import { failureOf, JingweiFailure, unreachable } from './failure.ts';
import { realTimer, type Timer } from './pause.ts';

/** `refused` is final: asking again would get the same answer (not signed in, no right, no such machine). */
export type LiveState =
  | { readonly name: 'connecting' }
  | { readonly name: 'live' }
  | { readonly name: 'waiting'; readonly waitMs: number; readonly failure: JingweiFailure }
  | { readonly name: 'refused'; readonly failure: JingweiFailure };

export type LiveOptions = {
  readonly onEvent: (event: StreamEvent) => void;
  readonly onState?: (state: LiveState) => void;
  /** Ends the following. */
  readonly signal?: AbortSignal;
  /** No byte for so long means that the connection is dead; the server speaks every 15 s. */
  readonly silenceMsMax?: number;
  readonly pauseMsMax?: number;
  readonly timer?: Timer;
};

export type Following = {
  /** Stops waiting and connects at once. */
  retryNow(): void;
  close(): void;
  /** Resolves when the following has ended; never rejects. */
  readonly ended: Promise<void>;
};

type Open = (init: { headers: Record<string, string>; signal: AbortSignal }) => Promise<Response>;

const pauseMsFirst = 500;
const pauseMsMaxDefault = 15_000;
const silenceMsMaxDefault = 45_000;
const finalKinds: readonly string[] = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'missing',
  'unsupported',
];

/** `open` makes the request; `url` is for messages. */
export function follow(url: string, open: Open, options: LiveOptions): Following {
  const end = new AbortController();
  if (options.signal?.aborted) end.abort();
  options.signal?.addEventListener('abort', () => end.abort(), { once: true });
  let wake = new AbortController();
  const run = async () => {
    let lastId = '';
    let failures = 0;
    while (!end.signal.aborted) {
      const outcome = await readOnce({ url, open, options, lastId, end: end.signal });
      if (end.signal.aborted) return;
      lastId = outcome.lastId;
      failures = outcome.heard ? 1 : failures + 1;
      if (finalKinds.includes(outcome.failure.kind)) {
        options.onState?.({ name: 'refused', failure: outcome.failure });
        return;
      }
      const first = outcome.retryMs ?? pauseMsFirst;
      const waitMs = Math.min(first * 2 ** (failures - 1), options.pauseMsMax ?? pauseMsMaxDefault);
      wake = new AbortController();
      options.onState?.({ name: 'waiting', waitMs, failure: outcome.failure });
      await (options.timer ?? realTimer).pause(waitMs, AbortSignal.any([wake.signal, end.signal]));
    }
  };
  return { ended: run(), close: () => end.abort(), retryNow: () => wake.abort() };
}

type Attempt = { url: string; open: Open; options: LiveOptions; lastId: string; end: AbortSignal };
type Outcome = { failure: JingweiFailure; lastId: string; heard: boolean; retryMs?: number };

async function readOnce(attempt: Attempt): Promise<Outcome> {
  const { url, open, options, end } = attempt;
  options.onState?.({ name: 'connecting' });
  const silence = new Silence(
    options.timer ?? realTimer,
    options.silenceMsMax ?? silenceMsMaxDefault,
  );
  const parser = new EventParser();
  let lastId = attempt.lastId;
  let heard = false;
  let cause: unknown;
  try {
    const headers = { accept: 'text/event-stream', ...(lastId ? { 'last-event-id': lastId } : {}) };
    const response = await open({ headers, signal: AbortSignal.any([end, silence.signal]) });
    if (!response.ok || !response.body) {
      const failure = failureOf(response.status, await bodyOf(response), url);
      return { failure, lastId, heard };
    }
    options.onState?.({ name: 'live' });
    for await (const piece of textOf(response.body)) {
      silence.heard();
      for (const event of parser.read(piece)) {
        if (end.aborted) break;
        heard = true;
        lastId = event.id;
        options.onEvent(event);
      }
    }
  } catch (error) {
    cause = error;
  } finally {
    silence.cancel();
  }
  const failure = cause instanceof JingweiFailure ? cause : unreachable(new URL(url).origin, cause);
  return {
    failure,
    lastId,
    heard,
    ...(parser.retryMs === undefined ? {} : { retryMs: parser.retryMs }),
  };
}

async function* textOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

/** Aborts its signal when nothing was heard for too long. */
class Silence {
  readonly #timer: Timer;
  readonly #msMax: number;
  readonly #abort = new AbortController();
  #pending: { cancel(): void };

  constructor(timer: Timer, msMax: number) {
    this.#timer = timer;
    this.#msMax = msMax;
    this.#pending = this.#arm();
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  heard(): void {
    this.#pending.cancel();
    this.#pending = this.#arm();
  }

  cancel(): void {
    this.#pending.cancel();
  }

  #arm(): { cancel(): void } {
    return this.#timer.after(this.#msMax, () => this.#abort.abort());
  }
}
