// A small agent for tests: numbers observations, holds the last of them in a buffer, and answers probe, current
// and sample as MTConnect part 1 says, streams included. Not the gateway's code: it writes what that reads.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isoTime } from '../../../../../wire/iso-time.ts';

export type PeerObservation = {
  readonly device: string;
  readonly item: string;
  readonly category: 'SAMPLE' | 'EVENT' | 'CONDITION';
  /** Element name, e.g. `Position`. */
  readonly element: string;
  readonly timeUs: number;
  /** As an adapter's fields; `xml` when given is the content. */
  readonly values: readonly string[];
  readonly attributes?: string;
  readonly xml?: string;
};
type Numbered = PeerObservation & { readonly sequence: number };

export type AgentPeerOptions = {
  /** What stands inside `<Devices>`, with it. */
  readonly devices: string;
  readonly bufferSize?: number;
  readonly host?: string;
  readonly version?: string;
  /** Answers each sample once instead of streaming. */
  readonly withoutStream?: boolean;
};

export class AgentPeer {
  readonly #options: AgentPeerOptions;
  readonly #server = createServer((request, response) =>
    this.#answer(request.url ?? '/', response),
  );
  #buffer: Numbered[] = [];
  readonly #newest = new Map<string, Numbered>();
  readonly #streams = new Set<() => void>();
  #next = 1;
  instanceId = 1_700_000_001;
  readonly requests: string[] = [];
  documents: string[] = [];

  constructor(options: AgentPeerOptions) {
    this.#options = options;
  }

  async open(): Promise<string> {
    const { host = '127.0.0.1' } = this.#options;
    await new Promise<void>((resolve) => this.#server.listen(0, host, resolve));
    const { port } = this.#server.address() as AddressInfo;
    return `http://${host.includes(':') ? `[${host}]` : host}:${port}/`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Ends the open streams as a network does. */
  cut(): void {
    this.#server.closeAllConnections();
  }

  add(observations: readonly PeerObservation[]): void {
    for (const one of observations) {
      const numbered = { ...one, sequence: this.#next++ };
      this.#buffer.push(numbered);
      this.#newest.set(one.item, numbered);
    }
    this.#buffer = this.#buffer.slice(-(this.#options.bufferSize ?? 131_072));
    for (const wake of this.#streams) wake();
  }

  /** Started again: another instance, an empty buffer, numbers from one. */
  restart(): void {
    this.instanceId += 1;
    this.#next = 1;
    this.#buffer = [];
    this.#newest.clear();
    this.cut();
  }

  get #first(): number {
    return this.#buffer[0]?.sequence ?? this.#next;
  }

  #answer(target: string, response: ServerResponse): void {
    this.requests.push(target);
    const url = new URL(target, 'http://peer');
    const request = url.pathname.split('/').at(-1);
    const number = (name: string, usual: number) => Number(url.searchParams.get(name) ?? usual);
    const xml = (text: string, status = 200) => {
      this.documents.push(text);
      response.writeHead(status, { 'content-type': 'text/xml' }).end(text);
    };
    if (request === 'probe')
      return xml(this.#document('Devices', this.#options.devices, this.#next));
    if (request === 'current') return xml(this.#streamsOf([...this.#newest.values()], this.#next));
    if (request !== 'sample') return xml(this.#error('UNSUPPORTED', 'no such request'), 404);
    const from = number('from', this.#first);
    const count = number('count', 100);
    if (from < this.#first || from > this.#next) {
      return xml(this.#error('OUT_OF_RANGE', `from must be ${this.#first} to ${this.#next}`), 404);
    }
    if (this.#options.withoutStream === true) {
      const { text } = this.#sample(from, count);
      return xml(text);
    }
    return this.#stream(response, { from, count, heartbeatMs: number('heartbeat', 10_000) });
  }

  #sample(from: number, count: number): { text: string; next: number } {
    const chosen = this.#buffer.filter(({ sequence }) => sequence >= from).slice(0, count);
    const next = (chosen.at(-1)?.sequence ?? from - 1) + 1;
    return { text: this.#streamsOf(chosen, next), next };
  }

  #stream(
    response: ServerResponse,
    asked: { from: number; count: number; heartbeatMs: number },
  ): void {
    response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace;boundary=b0un' });
    let { from } = asked;
    const send = (text: string) => {
      this.documents.push(text);
      const length = Buffer.byteLength(text);
      response.write(
        `--b0un\r\nContent-type: text/xml\r\nContent-length: ${length}\r\n\r\n${text}\r\n`,
      );
    };
    const wake = () => {
      while (from < this.#next) {
        if (from < this.#first) {
          send(this.#error('OUT_OF_RANGE', 'too slow'));
          return void response.end('--b0un--\r\n');
        }
        const { text, next } = this.#sample(from, asked.count);
        from = next;
        send(text);
      }
    };
    const beat = setInterval(() => send(this.#sample(from, 1).text), asked.heartbeatMs).unref();
    this.#streams.add(wake);
    response.on('close', () => {
      clearInterval(beat);
      this.#streams.delete(wake);
    });
    send(this.#streamsOf([], from));
    wake();
  }

  #streamsOf(observations: readonly Numbered[], next: number): string {
    const devices = Map.groupBy(observations, ({ device }) => device);
    const body = [...devices]
      .map(([uuid, all]) => {
        const groups = Map.groupBy(all, ({ category }) => category);
        const inside = [...groups]
          .map(
            ([category, some]) =>
              `<${groupTags[category]}>${some.map(elementOf).join('')}</${groupTags[category]}>`,
          )
          .join('');
        return `<DeviceStream name="d" uuid="${uuid}"><ComponentStream component="Device" componentId="d">${inside}</ComponentStream></DeviceStream>`;
      })
      .join('');
    return this.#document('Streams', `<Streams>${body}</Streams>`, next);
  }

  #document(kind: 'Devices' | 'Streams', body: string, next: number): string {
    const last = this.#next - 1;
    const numbers =
      kind === 'Streams'
        ? ` nextSequence="${next}" firstSequence="${this.#first}" lastSequence="${last}"`
        : '';
    return `<?xml version="1.0" encoding="UTF-8"?>\n<MTConnect${kind} xmlns="urn:mtconnect.org:MTConnect${kind}:2.0">${this.#header(numbers)}${body}</MTConnect${kind}>`;
  }

  #header(more: string): string {
    const { bufferSize = 131_072, version = '2.0.0.1' } = this.#options;
    return `<Header creationTime="${new Date().toISOString()}" sender="peer" instanceId="${this.instanceId}" version="${version}" bufferSize="${bufferSize}"${more}/>`;
  }

  #error(code: string, text: string): string {
    return `<?xml version="1.0"?><MTConnectError xmlns="urn:mtconnect.org:MTConnectError:2.0">${this.#header('')}<Errors><Error errorCode="${code}">${text}</Error></Errors></MTConnectError>`;
  }
}

const groupTags = { SAMPLE: 'Samples', EVENT: 'Events', CONDITION: 'Condition' } as const;

function elementOf(one: Numbered): string {
  const { item, sequence, timeUs, values, attributes = '' } = one;
  const head = `dataItemId="${escaped(item)}" timestamp="${isoTime(timeUs)}" sequence="${sequence}"`;
  if (one.category === 'CONDITION') {
    const [level = '', code = '', severity = '', qualifier = '', text = ''] = values;
    const tag = level.charAt(0) + level.slice(1).toLowerCase();
    const native = `nativeCode="${escaped(code)}" nativeSeverity="${escaped(severity)}" qualifier="${escaped(qualifier)}"`;
    return `<${tag} ${head} type="SYSTEM" ${native}>${escaped(text)}</${tag}>`;
  }
  const content = one.xml ?? escaped(values.at(-1) ?? '');
  return `<${one.element} ${head} ${attributes}>${content}</${one.element}>`;
}

export function escaped(text: string): string {
  const names: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' };
  return text.replace(/[&<>"]/g, (letter) => `&${names[letter]};`);
}
