// The platform over HTTP or HTTPS: parcels packed with zstd, requests signed with the gateway's key. The platform's key is
// the configured one, or the first that was seen there, kept for ever after.
import { createPublicKey, type KeyObject } from 'node:crypto';
import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import { Failure, failureKinds, isFailure } from '../../../kernel/failure/failure.ts';
import {
  bilingualSchema,
  check,
  Type,
  type Static,
  type TSchema,
} from '../../../kernel/schema/schema.ts';
import { networkReason } from '../../../kernel/world/network-reasons.ts';
import type { World } from '../../../kernel/world/world.ts';
import { tierLimits } from '../../../wire/tier/limits.ts';
import { signRequest, type SignedRequest } from '../../../wire/tier/request.ts';
import type { Standing } from '../../intake/api.ts';
import { outboxFailures } from '../failures.ts';
import type { Link } from './link.ts';

export type HttpLinkOptions = {
  readonly url: URL;
  readonly gateway: string;
  readonly privateKey: KeyObject;
  /** PEM, or its letters alone; empty to keep the first one seen. */
  readonly platformKey: string;
  /** PEM; none for those that this machine trusts. */
  readonly authority?: string;
  readonly folder: string;
  readonly world: World;
  readonly timeoutMs: number;
};

const parcelType = 'application/zstd';
const packed = promisify(zstdCompress);
const standingReply = Type.Object({
  streams: Type.Array(Type.Object({ stream: Type.String(), highest: Type.Integer() })),
});
const keyReply = Type.Object({ key: Type.String() });
const refusal = Type.Object({ code: Type.String(), kind: Type.String(), message: bilingualSchema });

type Answer = { readonly status: number; readonly body: Uint8Array };

export class HttpLink implements Link {
  readonly #options: HttpLinkOptions;
  #key: KeyObject | undefined;

  constructor(options: HttpLinkOptions) {
    this.#options = options;
  }

  get where(): string {
    return this.#options.url.origin;
  }

  async receive(parcel: Uint8Array): Promise<Uint8Array> {
    const body = await packed(parcel);
    return this.#call({ method: 'POST', path: '/api/intake/parcels', body });
  }

  async standing(incarnation: string): Promise<readonly Standing[]> {
    const query = new URLSearchParams({ incarnation });
    const path = `/api/intake/standing?${query.toString()}`;
    return (await this.#ask(path, standingReply)).streams;
  }

  /** Fails with `outbox.bad-platform-key`. */
  async key(): Promise<KeyObject> {
    this.#key ??= keyOf(this.#options.platformKey || (await this.#pinned()));
    return this.#key;
  }

  async #pinned(): Promise<string> {
    const { world, folder } = this.#options;
    const file = join(folder, 'platform-key');
    const known = await world.disk.read(file);
    if (known) return new TextDecoder().decode(known).trim();
    const { key } = await this.#ask('/api/intake/key', keyReply);
    keyOf(key);
    await world.disk.write(file, new TextEncoder().encode(`${key}\n`));
    return key;
  }

  async #ask<S extends TSchema>(path: string, schema: S): Promise<Static<S>> {
    const body = await this.#call({ method: 'GET', path, body: new Uint8Array(0) });
    const outcome = check(schema, parsed(body));
    if (outcome.ok) return outcome.value;
    throw this.#unreachable(new Error(`it answers ${path} as no platform does`));
  }

  async #call(request: SignedRequest): Promise<Uint8Array> {
    const { gateway, privateKey, world } = this.#options;
    const headers = signRequest(
      request,
      { gateway, timeMs: Math.floor(world.clock.now()) },
      privateKey,
    );
    const { status, body } = await this.#send(request, headers);
    if (status === 200) return body;
    throw refusalIn(body) ?? this.#unreachable(new Error(`it answers with status ${status}`));
  }

  #send(request: SignedRequest, headers: Readonly<Record<string, string>>): Promise<Answer> {
    const { url, authority, timeoutMs } = this.#options;
    const begin = url.protocol === 'https:' ? secureRequest : plainRequest;
    const content =
      request.method === 'POST'
        ? { 'content-type': parcelType, 'content-length': request.body.length }
        : {};
    return new Promise((resolve, reject) => {
      const fail = (error: unknown): void => reject(this.#unreachable(error));
      const sent = begin(
        new URL(request.path, url),
        {
          method: request.method,
          headers: { ...headers, ...content },
          signal: AbortSignal.timeout(timeoutMs),
          ...(authority === undefined ? {} : { ca: authority }),
        },
        (response) => {
          const parts: Buffer[] = [];
          let bytes = 0;
          response.on('data', (part: Buffer) => {
            parts.push(part);
            bytes += part.length;
            if (bytes <= tierLimits.receiptBytesMax) return;
            fail(new Error('its answer is too long'));
            sent.destroy();
          });
          response.on('error', fail);
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts) }),
          );
        },
      );
      sent.on('error', fail);
      sent.end(request.method === 'POST' ? request.body : undefined);
    });
  }

  #unreachable(error: unknown): Failure {
    const { origin } = this.#options.url;
    return isFailure(error)
      ? error
      : outboxFailures['platform-unreachable'](
          { url: origin, reason: networkReason(error) },
          error,
        );
  }
}

/** An Ed25519 public key, of PEM or its base64 alone. Fails with `outbox.bad-platform-key`. */
export function keyOf(text: string): KeyObject {
  try {
    const letters = text.replace(/-----[A-Z ]+-----|\s/g, '');
    const key = createPublicKey({
      key: Buffer.from(letters, 'base64'),
      format: 'der',
      type: 'spki',
    });
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (error) {
    throw outboxFailures['bad-platform-key']({}, error);
  }
  throw outboxFailures['bad-platform-key']();
}

/** What the platform refuses, as the same failure here. */
function refusalIn(body: Uint8Array): Failure | undefined {
  const outcome = check(refusal, parsed(body));
  if (!outcome.ok) return undefined;
  const { code, kind, message } = outcome.value;
  const known = failureKinds.find((one) => one === kind);
  return known && new Failure({ code, kind: known, message });
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined; // an answer that is no JSON is none of a platform
  }
}
