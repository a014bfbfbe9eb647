// The platform over HTTP or HTTPS: parcels packed with zstd, requests signed with the gateway's key. The platform's key is
// the configured one, or the first that was seen there, kept for ever after.
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
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
import { signEnrolment } from '../../../wire/tier/enrolment.ts';
import { tierLimits } from '../../../wire/tier/limits.ts';
import { signRequest, type SignedRequest } from '../../../wire/tier/request.ts';
import type { Standing } from '../../intake/api.ts';
import type { PlatformLine } from '../api.ts';
import { outboxFailures } from '../failures.ts';
import { publicTextOf } from '../gateway-key.ts';
import type { Link } from './link.ts';

export type HttpLinkOptions = {
  readonly url: URL;
  readonly gateway: string;
  readonly privateKey: KeyObject;
  /** 43 letters of base64url, or PEM; empty to keep the first one seen. */
  readonly platformKey: string;
  /** Shown once, so that the platform knows this gateway's key; empty where it does. */
  readonly invitation: string;
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
const platformFile = Type.Object({ key: Type.String(), shown: Type.String() });
const keyReply = Type.Object({ key: Type.String() });
const refusal = Type.Object({ code: Type.String(), kind: Type.String(), message: bilingualSchema });

type Answer = { readonly status: number; readonly body: Uint8Array };

type Sending = {
  readonly type?: string;
  readonly withinMs?: number;
  readonly signal?: AbortSignal;
};

export class HttpLink implements Link, PlatformLine {
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

  async call(path: string, body: Uint8Array, sending: Sending): Promise<Uint8Array> {
    await this.key();
    return this.#call({ method: 'POST', path, body }, sending);
  }

  async standing(incarnation: string): Promise<readonly Standing[]> {
    await this.key();
    const query = new URLSearchParams({ incarnation });
    const path = `/api/intake/standing?${query.toString()}`;
    return (await this.#ask(path, standingReply)).streams;
  }

  /** Fails with `outbox.bad-platform-key`, and as the platform refuses an invitation. */
  async key(): Promise<KeyObject> {
    this.#key ??= await this.#met();
    return this.#key;
  }

  /** Enrolled where an invitation is new, and the key as it was first seen, or as it is configured. */
  async #met(): Promise<KeyObject> {
    const { world, folder, invitation, platformKey } = this.#options;
    const file = join(folder, 'platform.json');
    const shown = createHash('sha256').update(invitation).digest('hex');
    const known = check(platformFile, parsed((await world.disk.read(file)) ?? new Uint8Array(0)));
    if (known.ok && known.value.shown === shown) return keyOf(platformKey || known.value.key);
    const told =
      invitation === '' ? await this.#ask('/api/intake/key', keyReply) : await this.#enrol();
    const key = known.ok ? known.value.key : told.key;
    keyOf(key);
    const text = JSON.stringify({ key, shown });
    await world.disk.write(file, new TextEncoder().encode(text));
    return keyOf(platformKey || key);
  }

  async #enrol(): Promise<Static<typeof keyReply>> {
    const { invitation, gateway, privateKey } = this.#options;
    const enrolment = { invitation, gateway, publicKey: publicTextOf(privateKey) };
    const text = JSON.stringify(signEnrolment(enrolment, privateKey));
    const path = '/api/intake/enrolments';
    const body = new TextEncoder().encode(text);
    return this.#read(
      path,
      keyReply,
      await this.#call({ method: 'POST', path, body }, { type: 'application/json' }),
    );
  }

  async #ask<S extends TSchema>(path: string, schema: S): Promise<Static<S>> {
    return this.#read(
      path,
      schema,
      await this.#call({ method: 'GET', path, body: new Uint8Array(0) }),
    );
  }

  #read<S extends TSchema>(path: string, schema: S, body: Uint8Array): Static<S> {
    const outcome = check(schema, parsed(body));
    if (outcome.ok) return outcome.value;
    throw this.#unreachable(new Error(`it answers ${path} as no platform does`));
  }

  async #call(request: SignedRequest, sending: Sending = {}): Promise<Uint8Array> {
    const { gateway, privateKey, world } = this.#options;
    const headers = signRequest(
      request,
      { gateway, timeMs: Math.floor(world.clock.now()) },
      privateKey,
    );
    const { type = parcelType } = sending;
    const all = { ...headers, ...contentOf(request, type) };
    const { status, body } = await this.#send(request, all, sending);
    if (status === 200) return body;
    throw refusalIn(body) ?? this.#unreachable(new Error(`it answers with status ${status}`));
  }

  #send(
    request: SignedRequest,
    headers: Readonly<Record<string, string>>,
    { withinMs = this.#options.timeoutMs, signal }: Sending,
  ): Promise<Answer> {
    const { url, authority } = this.#options;
    const late = AbortSignal.timeout(withinMs);
    const begin = url.protocol === 'https:' ? secureRequest : plainRequest;
    return new Promise((resolve, reject) => {
      const fail = (error: unknown): void => reject(this.#unreachable(error));
      const sent = begin(
        new URL(request.path, url),
        {
          method: request.method,
          headers,
          signal: signal === undefined ? late : AbortSignal.any([late, signal]),
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

/** An Ed25519 public key: its 43 letters of base64url, or PEM. Fails with `outbox.bad-platform-key`. */
export function keyOf(text: string): KeyObject {
  try {
    const key = rawKey.test(text.trim())
      ? createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: text.trim() }, format: 'jwk' })
      : createPublicKey(text);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (error) {
    throw outboxFailures['bad-platform-key']({}, error);
  }
  throw outboxFailures['bad-platform-key']();
}

const rawKey = /^[A-Za-z0-9_-]{43}$/;

function contentOf({ method, body }: SignedRequest, type: string): Record<string, string> {
  if (method === 'GET') return {};
  return { 'content-type': type, 'content-length': String(body.length) };
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
