// Administration of an authority node by its own process, which knows by other means than a challenge who
// asks: the JSON API. The rules are those of the wire, since the plans are.
import { sign } from 'node:crypto';
import type { Clock } from '../../../kernel/world/clock.ts';
import type { Random } from '../../../kernel/world/random.ts';
import { definePort } from '../../../kernel/module/port.ts';
import {
  asHandle,
  bytesOfText,
  decodeValueBlock,
  opCode,
  prefixHandle,
  responseCode,
  type Body,
  type ChallengeAnswer,
  type HandleValue,
} from '../../../wire/handle/handle.ts';
import type { Resolver } from '../api.ts';
import type { Authority } from '../authority/authority.ts';
import { KeyLedger, noLimits } from '../login/key-limits.ts';
import { askedFor, questionOf } from '../model/question.ts';
import { publicValues, type Filter } from '../model/value-block.ts';
import { serverInWords } from '../split/site-split.ts';
import type { NodeKey } from '../node-key/node-key.ts';
import type { RecordStore } from '../records/record-store.ts';
import { authenticate, type Authenticated, type Verifiers } from './authentication.ts';
import { KnownValues } from './known-values.ts';
import {
  carryOut,
  isAdministrative,
  isAllowed,
  isWrite,
  planOf,
  trusted,
  type Administrator,
  type Planning,
} from './operations.ts';
import { Records } from './records.ts';
import { refusal } from './refusal.ts';
import { MacVerifier } from './verify-mac.ts';

/** An operation of the protocol as a value. */
export type Operation = {
  /** See `opCode`. */
  readonly op: number;
  readonly body: Body;
  /** A sum of `opFlag` values. */
  readonly flags?: number;
};

export type Outcome = {
  /** See `responseCode`. */
  readonly code: number;
  readonly bodies: readonly Body[];
};

/** What everybody may read; with a code that refers, the values say whom to ask. */
export type Found = {
  readonly code: number;
  readonly values: readonly HandleValue[];
  /** Where another server of the site holds it: its address. */
  readonly otherServer?: string;
};

export interface LocalAdministration {
  /** Of the node, canonical. */
  readonly prefix: string;
  /** The node's HS_SITE. */
  site(): Uint8Array;
  /** RSA with SHA-256, by the node's own key. */
  sign(bytes: Uint8Array): Uint8Array;
  /** Fails with `identifiers.malformed`. */
  find(handle: string, filter: Filter): Promise<Found>;
  /** As `find`, restricted values included; code 400 for whom that is not granted. */
  read(handle: string, filter: Filter, by: Administrator): Promise<Found>;
  /** Rights first, then one write, or none. */
  carryOut(operation: Operation, by: Administrator): Promise<Outcome>;
  mayList(by: Administrator): Promise<boolean>;
  /** Restricted values included; undefined where this node is not responsible. */
  heldHere(handle: string): Promise<readonly HandleValue[] | undefined>;
  /** The public values of a handle, wherever it is; undefined where that cannot be found out. */
  known(
    handle: string,
  ): Promise<readonly Pick<HandleValue, 'index' | 'type' | 'data'>[] | undefined>;
  /** Whether a key made the answer; `covered` is what it signs. */
  authenticate(answer: ChallengeAnswer, covered: Uint8Array): Promise<Authenticated>;
}

export const rootAdministrationPort = definePort<LocalAdministration>(
  'identifiers.root-administration',
);
export const topAdministrationPort = definePort<LocalAdministration>(
  'identifiers.top-administration',
);
export const secondLevelAdministrationPort = definePort<LocalAdministration>(
  'identifiers.second-level-administration',
);
export const enterpriseAdministrationPort = definePort<LocalAdministration>(
  'identifiers.enterprise-administration',
);

export function localAdministration(options: {
  authority: Authority;
  store: RecordStore;
  clock: Clock;
  random: Random;
  nodeKey: NodeKey;
  resolver?: Pick<Resolver, 'resolve'> | undefined;
  /** Where the node may be a copy. */
  replication?: { checkWritable(): void } | undefined;
  /** What keys may do in a day; the one of the wire. */
  ledger?: KeyLedger;
}): LocalAdministration {
  const { authority, store, clock, random, nodeKey } = options;
  const ledger = options.ledger ?? new KeyLedger(clock, noLimits);
  const planning: Planning = { records: new Records(authority, store), clock, random };
  const verifiers: Verifiers = { known: new KnownValues(options), macs: new MacVerifier() };
  const { known } = verifiers;
  return {
    prefix: authority.prefix,
    site: () => authority.site,
    sign: (bytes) => sign('sha256', bytes, nodeKey.privateKey),
    find: (handle, filter) => findIn(authority, handle, filter),
    async read(handle, filter, by) {
      const name = asHandle(handle);
      const body = { kind: 'resolve-request', handle: name, ...filter } as const;
      const asked = { header: headerOf(opCode.resolve, 0), body };
      return foundIn(name, await carryOut(asked, by, { ...planning, known }));
    },
    async carryOut({ op, body, flags = 0 }, by) {
      if (!isAdministrative(op)) return notSupported;
      if (isWrite(op)) options.replication?.checkWritable();
      if (by === trusted && isForeign(body, authority)) return notResponsible;
      const asked = { header: headerOf(op, flags), body };
      const deed = () => carryOut(asked, by, { ...planning, known });
      return by === trusted ? deed() : ledger.within(by, asked, deed);
    },
    async mayList(by) {
      const body = { kind: 'handle-request', handle: prefixHandle(authority.prefix) } as const;
      const plan = await planOf({ header: headerOf(opCode.listHandles, 0), body }, planning);
      return plan.refused === undefined && isAllowed(by, plan, known);
    },
    heldHere: (handle) => known.heldHere(handle),
    known: (handle) => known.of(handle),
    authenticate: (answer, covered) => authenticate(answer, { covered, bare: false }, verifiers),
  };
}

const refused = refusal('notSupported');
const notSupported: Outcome = { code: refused.code, bodies: [refused.body] };

const outside = refusal('notResponsible', 'That prefix is not of this node');
const notResponsible: Outcome = { code: outside.code, bodies: [outside.body] };

/** Below a derived prefix that has no node: nobody could read what was written there. */
function isForeign(body: Body, authority: Authority): boolean {
  if (body.kind !== 'values-request') return false;
  const asked = askedFor(body.handle);
  return asked.ok && !asked.question.naming && !authority.isHome(asked.question.prefix);
}

function headerOf(op: number, flags: number) {
  const rest = { responseCode: 0, siteInfoSerial: 0, recursionCount: 0, expirationSeconds: 0 };
  return { op, flags, ...rest };
}

/** The values of a resolve answer, which comes encoded. */
function foundIn(handle: string, { code, bodies }: Outcome): Found {
  const [body] = bodies;
  if (body?.kind !== 'raw') return { code, values: [] };
  const block = decodeValueBlock(body.bytes.subarray(4 + bytesOfText(handle).length));
  return { code, values: block.ok ? block.value : [] };
}

async function findIn(authority: Authority, handle: string, filter: Filter): Promise<Found> {
  const finding = await authority.find(questionOf(handle), { doNotRefer: false });
  const { code, block } = finding;
  if (block === undefined) {
    const otherServer = serverInWords('message' in finding ? (finding.message ?? '') : '');
    return { code, values: [], ...(otherServer === undefined ? {} : { otherServer }) };
  }
  const isFound = code === responseCode.ok;
  const shown = publicValues(block, isFound ? filter : { indexes: [], types: [] });
  const decoded = decodeValueBlock(shown);
  const values = decoded.ok ? decoded.value : [];
  return { code: isFound && values.length === 0 ? responseCode.valuesNotFound : code, values };
}
