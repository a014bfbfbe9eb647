// The requests of MTConnect part 1, clause 8: probe, current and sample of an agent.
import { webFailures } from '../web/failures.ts';
import { shownUrl } from '../web/web-settings.ts';
import type { WebClient } from '../web/web-client.ts';
import type { HttpAnswer } from '../../../../kernel/world/http.ts';
import { readDocument, type AgentDocument } from './agent-document.ts';
import { agentFailures } from './failures.ts';

export const documentBytesMax = 16 * 1024 * 1024;
/** Agents tell their own errors with these; the body says more than the status. */
const errorStatuses = [400, 403, 404, 405, 406, 422, 431, 500, 501];

export type SampleRequest = {
  readonly from: number;
  readonly count: number;
  readonly intervalMs: number;
  readonly heartbeatMs: number;
  /** Of the agent: before 1.2 the interval had another name. */
  readonly version: string;
};

type Kind = AgentDocument['kind'];
type Of<K extends Kind> = Extract<AgentDocument, { kind: K }>;

export class AgentClient {
  readonly #web: WebClient;

  constructor(web: WebClient) {
    this.#web = web;
  }

  /** Fails with a failure of `web`, `world`, or `mtconnect-agent`. */
  async probe(signal: AbortSignal): Promise<Of<'devices'>> {
    return this.#expect('devices', await this.#ask('probe', signal));
  }

  async current(signal: AbortSignal): Promise<Of<'streams'>> {
    return this.#expect('streams', await this.#ask('current', signal));
  }

  /** The stream's head; each part of it is a document for `read`. */
  sample({ version, ...asked }: SampleRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const interval = /^1\.[01](\.|$)/.test(version) ? 'frequency' : 'interval';
    const query = new URLSearchParams({
      from: String(asked.from),
      count: String(asked.count),
      [interval]: String(asked.intervalMs),
      heartbeat: String(asked.heartbeatMs),
    });
    return this.#web.open({ url: this.#url(`sample?${query.toString()}`), signal }, errorStatuses);
  }

  /** Fails with `mtconnect-agent.not-mtconnect` or `mtconnect-agent.bad-header`. */
  read(bytes: Uint8Array, status = 200): AgentDocument {
    const read = readDocument(bytes);
    if (read.ok) return read.document;
    const { trouble, found } = read;
    const url = shownUrl(this.#web.url);
    if (status >= 400) {
      const remedy = { en: 'Check the address of the agent.', zh: '请检查代理的地址。' };
      throw webFailures.status({ url, status, said: '', remedy });
    }
    throw agentFailures[trouble === 'bad-header' ? trouble : 'not-mtconnect']({
      url,
      found: found || trouble,
    });
  }

  async #ask(request: string, signal: AbortSignal): Promise<AgentDocument> {
    const asked = {
      url: this.#url(request),
      headers: { accept: 'text/xml, application/xml' },
      signal,
    };
    const page = await this.#web.page(asked, documentBytesMax, errorStatuses);
    return this.read(page.bytes, page.status);
  }

  #expect<K extends Kind>(kind: K, document: AgentDocument): Of<K> {
    const url = shownUrl(this.#web.url);
    if (document.kind === kind) return document as Of<K>;
    if (document.kind === 'errors') {
      const [first = { code: '', text: '' }] = document.errors;
      throw agentFailures.refused({ url, ...first });
    }
    throw agentFailures['not-mtconnect']({ url, found: document.kind });
  }

  #url(request: string): string {
    const { origin, pathname } = new URL(this.#web.url);
    const base = pathname.replace(/\/(probe|current|sample)?\/*$/, '');
    return `${origin}${base}/${request}`;
  }
}
