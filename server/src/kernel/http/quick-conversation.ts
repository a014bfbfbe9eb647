// One connection for as long as it asks plain questions: quick requests are answered in one write for one
// read; at the first thing that is anything else, the socket and the bytes not yet used go to the HTTP
// library, for good.
import type { Socket } from 'node:net';
import type { QuickRoute } from './quick.ts';
import { QuickReader } from './quick-request.ts';

export type QuickContext = {
  readonly routes: readonly QuickRoute[];
  /** Everything in front of the body. */
  readonly head: (bodyBytes: number) => string;
  /** Takes the socket, paused, with what is still to be read put back. */
  readonly handOver: (socket: Socket) => void;
  readonly monotonicMs: () => number;
  /** So many replies of one read took so long together. */
  readonly answered: (route: QuickRoute, count: number, tookMs: number) => void;
  /** The caller went away in the middle of a request. */
  readonly refuse: (socket: Socket) => void;
};

/** Unread answers beyond which a connection is not read any more. */
const outCharactersMax = 1024 * 1024;

export class QuickConversation {
  readonly #socket: Socket;
  readonly #context: QuickContext;
  readonly #peer: string;
  readonly #reader = new QuickReader();
  /** Read, but not yet answered. */
  #rest: Buffer | undefined;
  /** An answer is under way, or the caller takes nothing: nothing is begun until then. */
  #waiting = false;
  #blocked = false;
  /** An answer is under way. */
  #asked = false;
  #ended = false;
  #over = false;
  #sinceMs: number;
  #isFresh = true;
  readonly #onOver: () => void;

  constructor(socket: Socket, context: QuickContext, onOver: () => void) {
    this.#socket = socket;
    this.#peer = socket.remoteAddress ?? '';
    this.#context = context;
    this.#onOver = onOver;
    this.#sinceMs = context.monotonicMs();
    socket.on('data', this.#read);
    socket.on('end', this.#end);
    socket.on('close', this.#close);
    socket.on('drain', this.#drained);
  }

  /** Since when nothing whole has come. */
  get sinceMs(): number {
    return this.#sinceMs;
  }

  /** Nothing has been asked yet. */
  get isFresh(): boolean {
    return this.#isFresh;
  }

  /** It has sent a part of a request. */
  get isInside(): boolean {
    return this.#rest !== undefined && !this.#waiting;
  }

  readonly #read = (chunk: Buffer): void => {
    const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = bytes;
    if (!this.#waiting) this.#work(bytes);
  };

  readonly #end = (): void => {
    this.#ended = true;
    if (!this.#waiting) this.#finish();
  };

  readonly #close = (): void => {
    this.#over = true;
    this.#onOver();
  };

  readonly #drained = (): void => {
    this.#blocked = false;
    if (this.#waiting && !this.#asked) this.#go();
  };

  #finish(): void {
    if (this.#rest === undefined) this.#socket.end();
    else this.#context.refuse(this.#socket);
  }

  /** Answers what is whole and plain; stops where something must be waited for. */
  #work(bytes: Buffer): void {
    const { routes, monotonicMs } = this.#context;
    const text = bytes.toString('latin1');
    const startedMs = monotonicMs();
    let [from, out, count] = [0, '', 0];
    let current: QuickRoute | undefined;
    const flush = (): void => {
      if (current === undefined || count === 0) return;
      this.#sinceMs = monotonicMs();
      this.#isFresh = false;
      this.#context.answered(current, count, this.#sinceMs - startedMs);
      this.#write(out);
      [out, count] = ['', 0];
    };
    while (from < text.length && !this.#waiting) {
      const reading = this.#reader.read(text, from);
      if (reading.kind === 'incomplete') break;
      const route = reading.kind === 'quick' ? routeOf(routes, reading.path) : undefined;
      const answer =
        reading.kind === 'quick' && route !== undefined
          ? answerOf(route, reading.path, this.#peer)
          : undefined;
      if (reading.kind !== 'quick' || route === undefined || answer === undefined) {
        flush();
        return this.#leave(bytes.subarray(from));
      }
      if (route !== current) flush();
      current = route;
      if (typeof answer !== 'string') {
        flush();
        return this.#await(answer, route, { bytes, from, end: reading.end, startedMs });
      }
      out += this.#reply(answer);
      count += 1;
      from = reading.end;
      if (out.length >= outCharactersMax) flush();
    }
    flush();
    this.#rest = from < bytes.length ? bytes.subarray(from) : undefined;
  }

  #reply(body: string): string {
    const bytes = Buffer.byteLength(body);
    // Written as Latin-1, one character for each byte.
    const sent = bytes === body.length ? body : Buffer.from(body).toString('latin1');
    return this.#context.head(bytes) + sent;
  }

  #write(text: string): void {
    if (this.#socket.write(text, 'latin1')) return;
    this.#blocked = true;
    this.#wait();
  }

  #wait(): void {
    this.#waiting = true;
    this.#socket.pause();
  }

  #await(
    answer: Promise<string | undefined>,
    route: QuickRoute,
    at: { bytes: Buffer; from: number; end: number; startedMs: number },
  ): void {
    this.#rest = at.bytes.subarray(at.from);
    this.#asked = true;
    this.#wait();
    const went = (body: string | undefined): void => {
      this.#asked = false;
      if (this.#over) return;
      const rest = this.#rest ?? Buffer.alloc(0);
      if (body === undefined) return this.#leave(rest);
      const left = rest.subarray(at.end - at.from);
      this.#rest = left.length > 0 ? left : undefined;
      this.#sinceMs = this.#context.monotonicMs();
      this.#isFresh = false;
      this.#context.answered(route, 1, this.#sinceMs - at.startedMs);
      this.#write(this.#reply(body));
      if (!this.#blocked) this.#go();
    };
    answer.then(went, () => went(undefined));
  }

  /** Goes on after a wait. */
  #go(): void {
    this.#waiting = false;
    if (this.#over) return;
    if (this.#rest !== undefined) this.#work(this.#rest);
    if (this.#waiting || this.#over) return;
    if (this.#ended) this.#finish();
    else this.#socket.resume();
  }

  /** It was silent for too long: what is inside of a request goes to the HTTP library's own limits. */
  expire(): void {
    if (this.isInside) this.#leave(this.#rest ?? Buffer.alloc(0));
    else this.#socket.destroy();
  }

  #leave(rest: Buffer): void {
    const socket = this.#socket;
    this.#over = true;
    this.#rest = undefined;
    socket.pause();
    socket.off('data', this.#read);
    socket.off('end', this.#end);
    socket.off('close', this.#close);
    socket.off('drain', this.#drained);
    this.#onOver();
    if (this.#ended) return void socket.end();
    if (rest.length > 0) socket.unshift(rest);
    this.#context.handOver(socket);
  }
}

function routeOf(routes: readonly QuickRoute[], path: string): QuickRoute | undefined {
  for (const route of routes) if (path.startsWith(route.prefix)) return route;
  return undefined;
}

function answerOf(
  route: QuickRoute,
  path: string,
  peer: string,
): string | undefined | Promise<string | undefined> {
  try {
    return route.answer(path.slice(route.prefix.length), peer);
  } catch {
    return undefined; // the route meets the same trouble and tells of it
  }
}
