// HTTP and HTTPS of the machine, over `node:http` and `node:https`; one connection a call.
import { request as plainRequest, type IncomingMessage } from 'node:http';
import { request as secureRequest } from 'node:https';
import { worldFailures } from '../failures.ts';
import type { Http, HttpAnswer, HttpCall } from '../http.ts';
import { networkReason } from '../network-reasons.ts';

export const realHttp: Http = { call };

function call(asked: HttpCall): Promise<HttpAnswer> {
  const target = new URL(asked.url);
  const secure = target.protocol === 'https:';
  const { authorities, body, headers = {}, signal } = asked;
  return new Promise((resolve, reject) => {
    const request = (secure ? secureRequest : plainRequest)(target, {
      method: asked.method,
      agent: false,
      headers: {
        ...headers,
        ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      },
      ...(signal === undefined ? {} : { signal }),
      ...(secure && authorities !== undefined && authorities !== '' ? { ca: authorities } : {}),
    });
    const timer = setTimeout(
      () => request.destroy(new Error(`no answer within ${asked.timeoutMs} ms`)),
      asked.timeoutMs,
    );
    request.on('error', (error) => {
      clearTimeout(timer);
      reject(failureOf(target, error));
    });
    request.on('response', (response) => {
      clearTimeout(timer);
      resolve(answerOf(response));
    });
    request.end(body);
  });
}

function answerOf(response: IncomingMessage): HttpAnswer {
  response.on('error', () => {}); // told to whoever reads the body; nobody else needs to die of it
  const headers: Record<string, string | undefined> = Object.create(null);
  for (const [name, value] of Object.entries(response.headers)) {
    headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    status: response.statusCode ?? 0,
    headers,
    body: response as AsyncIterable<Uint8Array>,
    drop: () => void response.destroy(),
  };
}

function failureOf(target: URL, error: Error): Error {
  const port = target.port === '' ? (target.protocol === 'https:' ? 443 : 80) : Number(target.port);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  return worldFailures['cannot-connect']({ host, port, reason: networkReason(error) }, error);
}
