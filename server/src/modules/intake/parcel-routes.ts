// What gateways call: parcels in, receipts out, and where they stand. Admitted by the signature of an enrolled key. A
// body is read only for a gateway that is known, and unpacked only when its signature holds, within bounds.
import type { KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdDecompress } from 'node:zlib';
import { defineRoute, Reply, type Caller, type Route } from '../../kernel/http/route.ts';
import { Type } from '../../kernel/schema/schema.ts';
import { tierLimits } from '../../wire/tier/limits.ts';
import { claimedGateway, verifyRequest, type SignedRequest } from '../../wire/tier/request.ts';
import {
  enrolGatewaysRight,
  enrolmentReply,
  packedBytesMax,
  parcelType,
  receiptType,
} from './api.ts';
import { AtMost } from './at-most.ts';
import { intakeFailures } from './failures.ts';
import type { Gateways } from './gateways.ts';
import { keyText } from './platform-key.ts';
import type { Receiver } from './receiver.ts';

/** RFC 8878 3.1.1.1.2; what unpacking takes besides what comes out. */
const windowLogMax = 23;
/** Unpacked in memory at once, of all gateways. */
const unpackedAtOnce = 4;
const enrolmentBytesMax = 16 * 1024;
const textMax = 4_096;

const unpack = promisify(zstdDecompress);

type Given = { readonly gateways: Gateways; readonly receiver: Receiver };

export function parcelRoutes(given: Given): Route[] {
  return [parcels(given, new AtMost(unpackedAtOnce)), standing(given), key(given), enrol(given)];
}

/** A stranger has to be somebody with rights; the signature of a gateway is checked with the body. */
export function forGateways({ gateways }: Pick<Given, 'gateways'>) {
  return {
    right: enrolGatewaysRight,
    on: () => '*',
    unless: ({ headers }: Caller) => {
      const gateway = claimedGateway(headers);
      if (gateway !== undefined) admitted(gateway, gateways);
      return gateway !== undefined;
    },
  };
}

/** The key that must have signed. Fails with `intake.unknown-gateway`, `intake.blocked`. */
function admitted(gateway: string, gateways: Gateways): KeyObject {
  const key = gateways.keyOf(gateway);
  if (key === undefined) throw intakeFailures['unknown-gateway']({ gateway });
  if (gateways.get(gateway)?.blockedAtMs !== undefined) {
    throw intakeFailures['blocked']({ gateway });
  }
  return key;
}

/** The gateway whose key signed the request. Fails with `intake.…`. */
export function signerOf(
  request: SignedRequest,
  headers: Caller['headers'],
  gateways: Gateways,
): string {
  const gateway = claimedGateway(headers) ?? '';
  const key = admitted(gateway, gateways);
  if (!verifyRequest(request, headers, key)) throw intakeFailures['not-signed']({ gateway });
  return gateway;
}

function parcels(given: Given, slots: AtMost): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/intake/parcels',
    operation: 'sendParcel',
    summary: {
      en: 'Frames of a gateway, packed with zstd and signed; the answer is a signed receipt',
      zh: '网关数据帧（zstd 压缩并签名），返回签名回执',
    },
    access: forGateways(given),
    bodyTypes: [parcelType],
    bodyBytesMax: packedBytesMax,
    body: Type.Unsafe<Uint8Array>({}),
    reply: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
    async handle({ headers, url, body }) {
      const gateway = signerOf({ method: 'POST', path: url, body }, headers, given.gateways);
      const receipt = await slots.run(async () =>
        given.receiver.receiveFrom(await unpacked(body, gateway), gateway),
      );
      return new Reply(receipt, { headers: { 'content-type': receiptType } });
    },
  });
}

async function unpacked(body: Uint8Array, gateway: string): Promise<Uint8Array> {
  const bytesMax = tierLimits.parcelBytesMax;
  try {
    return await unpack(body, {
      maxOutputLength: bytesMax,
      params: { [constants.ZSTD_d_windowLogMax]: windowLogMax },
    });
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') {
      throw intakeFailures['too-large']({ gateway, bytesMax }, error);
    }
    throw intakeFailures['bad-parcel']({ gateway, reason: 'zstd' }, error);
  }
}

function standing(given: Given): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/intake/standing',
    operation: 'readStanding',
    summary: {
      en: 'The highest number that is here of each stream of an incarnation, for gateways',
      zh: '某一化身各数据流已收到的最大编号（供网关使用）',
    },
    access: forGateways(given),
    query: Type.Object({
      incarnation: Type.String({ minLength: 1, maxLength: 100 }),
      gateway: Type.Optional(Type.String({ description: 'Whoever signed, in any case' })),
    }),
    reply: Type.Object({
      streams: Type.Array(Type.Object({ stream: Type.String(), highest: Type.Integer() })),
    }),
    async handle({ headers, url, query }) {
      const asked = { method: 'GET', path: url, body: new Uint8Array() } as const;
      const gateway = signerOf(asked, headers, given.gateways);
      return { streams: await given.receiver.standing(gateway, query.incarnation) };
    },
  });
}

function key({ receiver }: Given): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/intake/key',
    operation: 'readReceiptKey',
    summary: { en: 'The public key of receipts', zh: '回执公钥' },
    access: 'public',
    reply: Type.Object({ key: Type.String() }),
    handle: async () => ({ key: keyText(receiver.key()) }),
  });
}

function enrol({ gateways, receiver }: Given): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/intake/enrolments',
    operation: 'enrolGateway',
    summary: {
      en: 'A gateway with an invitation makes its key known',
      zh: '网关凭邀请登记其公钥',
    },
    access: 'public',
    body: Type.Object({
      invitation: Type.String({ minLength: 1, maxLength: 200 }),
      gateway: Type.String({ pattern: '^[A-Za-z0-9][\\w.-]{0,99}$' }),
      publicKey: Type.String({ maxLength: textMax }),
      signature: Type.String({ maxLength: textMax }),
    }),
    bodyBytesMax: enrolmentBytesMax,
    reply: enrolmentReply,
    async handle({ body }) {
      const { gateway, enterprises } = await gateways.enrol(body);
      return { gateway, enterprises, key: keyText(receiver.key()) };
    },
  });
}
