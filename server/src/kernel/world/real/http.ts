// HTTP and HTTPS of the machine, over `node:http` and `node:https`; one connection a call.
import { lookup } from 'node:dns';
import { request as plainRequest, type IncomingMessage } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isFailure } from '../../failure/failure.ts';
import { worldFailures } from '../failures.ts';
import type { Http, HttpAnswer, HttpCall } from '../http.ts';
import { networkReason } from '../network-reasons.ts';
import type { Reach } from '../reach.ts';

export const realHttp: Http = { call };

function call(asked: HttpCall): Promise<HttpAnswer> {
  const target = new URL(asked.url);
  const secure = target.protocol === 'https:';
  const { authorities, body, headers = {}, reach, signal } = asked;
  const host = hostOf(target);
  // A literal address is not looked up.
  if (reach && isIP(host) !== 0 && !reach(host)) {
    return Promise.reject(worldFailures['address-refused']({ host }));
  }
  return new Promise((resolve, reject) => {
    const request = (secure ? secureRequest : plainRequest)(target, {
      method: asked.method,
      agent: false,
      headers: {
        ...headers,
        ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      },
      ...(signal === undefined ? {} : { signal }),
      ...(reach === undefined ? {} : { lookup: lookupWithin(reach) }),
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

/** The connection goes to what was checked: a name cannot stand for another address a moment later. */
function lookupWithin(reach: Reach): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      const [first, ...others] = error ? [] : found.filter(({ address }) => reach(address));
      if (error) callback(error, []);
      else if (!first) callback(worldFailures['address-refused']({ host }), []);
      else if (options.all === true) callback(null, [first, ...others]);
      else callback(null, first.address, first.family);
    });
  };
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

function failureOf(target: URL, error: Error): Error {
  if (isFailure(error)) return error;
  const port = target.port === '' ? (target.protocol === 'https:' ? 443 : 80) : Number(target.port);
  return worldFailures['cannot-connect'](
    { host: hostOf(target), port, reason: networkReason(error) },
    error,
  );
}
