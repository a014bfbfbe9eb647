// Calls a running Jingwei over its HTTP interface; what it refuses becomes the same failure here.
import { Failure, failureKinds, type FailureKind } from '../kernel/failure/failure.ts';
import type { ApiCaller } from '../kernel/module/command.ts';
import type { Bilingual } from '../kernel/schema/bilingual.ts';
import { networkReason } from '../kernel/world/network-reasons.ts';
import { cliFailures } from './failures.ts';

export type Target = {
  readonly origin: string;
  readonly token: string | undefined;
  /** The data folder that was named, and on which none runs; commands that call nobody go on without. */
  readonly stopped?: string;
};

export function apiCaller({ origin, token, stopped }: Target): ApiCaller {
  const ask = async (method: string, path: string, body?: unknown): Promise<Response> => {
    if (stopped !== undefined) throw cliFailures['not-running']({ folder: stopped });
    return fetch(origin + path, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': typeOf(body) }),
      },
      ...(body === undefined ? {} : { body: sentAs(body) }),
    }).catch((error: unknown) => {
      throw noServer(origin, error);
    });
  };
  return {
    origin,
    async call<T>(method: string, path: string, body?: unknown): Promise<T> {
      const response = await ask(method, path, body);
      const answer = await readJson(response, origin);
      if (response.ok) return answer as T;
      throw carriedFailure(answer, { origin, status: response.status });
    },
    async download(method, path, body) {
      const response = await ask(method, path, body);
      if (response.ok) return partsOf(response, origin);
      const answer = await readJson(response, origin);
      throw carriedFailure(answer, { origin, status: response.status });
    },
  };
}

function typeOf(body: unknown): string {
  return body instanceof Uint8Array ? 'application/octet-stream' : 'application/json';
}

function sentAs(body: unknown): string | Buffer {
  return body instanceof Uint8Array ? Buffer.from(body) : JSON.stringify(body);
}

function noServer(origin: string, error: unknown): Failure {
  const reason = networkReason((error as Error).cause ?? error);
  return cliFailures['no-server']({ origin, reason }, error);
}

async function* partsOf(response: Response, origin: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const part of response.body ?? []) yield part;
  } catch (error) {
    throw noServer(origin, error);
  }
}

async function readJson(response: Response, origin: string): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    throw cliFailures['strange-answer']({ origin, status: response.status }, error);
  }
}

/** A refusal that names no failure of ours came from something else than a Jingwei. */
function carriedFailure(answer: unknown, reply: { origin: string; status: number }): Failure {
  const { code, kind, message } = (answer ?? {}) as Partial<{
    code: string;
    kind: FailureKind;
    message: Bilingual;
  }>;
  if (typeof code !== 'string' || !message || !failureKinds.includes(kind as FailureKind)) {
    return cliFailures['strange-answer'](reply);
  }
  return new Failure({ code, kind: kind as FailureKind, message });
}
