// Reads the event stream format (WHATWG HTML, clause 9.2.6) from pieces of text cut anywhere.

export type StreamEvent = { readonly event: string; readonly id: string; readonly data: string };

/** A sender that never ends a line must not fill our memory. */
const bufferCharactersMax = 8 * 1024 * 1024;

export class EventParser {
  /** What the sender asks us to wait before connecting again. */
  retryMs: number | undefined;
  #buffer = '';
  #lastId = '';
  #event = '';
  #data: string[] = [];

  /** The events that this piece completes. Throws RangeError when one event is larger than 8 MiB. */
  read(piece: string): StreamEvent[] {
    this.#buffer += piece;
    if (this.#buffer.length > bufferCharactersMax) throw new RangeError('event too large');
    const events: StreamEvent[] = [];
    for (;;) {
      const end = /\r\n|\n|\r(?!$)/.exec(this.#buffer);
      if (!end) return events;
      const line = this.#buffer.slice(0, end.index);
      this.#buffer = this.#buffer.slice(end.index + end[0].length);
      if (line !== '') this.#field(line);
      else if (this.#data.length > 0) events.push(this.#complete());
      else this.#event = '';
    }
  }

  #field(line: string): void {
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') this.#data.push(value);
    else if (name === 'event') this.#event = value;
    else if (name === 'id' && !value.includes('\0')) this.#lastId = value;
    else if (name === 'retry' && /^\d+$/.test(value)) this.retryMs = Number(value);
  }

  #complete(): StreamEvent {
    const data = this.#data.join('\n');
    const event = { event: this.#event || 'message', id: this.#lastId, data };
    this.#data = [];
    this.#event = '';
    return event;
  }
}
