// The verifier of a recursive node as its settings want it, counted, and the proofs that it can write.
import type { Metrics } from '../../../kernel/metrics/metrics.ts';
import type { World } from '../../../kernel/world/world.ts';
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';
import { canonicalKey } from '../../../wire/handle/handle.ts';
import type { Proofs, Resolver, RootAddress, SignatureState } from '../api.ts';
import { trustFailures } from './failures.ts';
import { shortened } from '../model/question.ts';
import { ChainVerifier, type Examination } from './chain-verifier.ts';
import { proofOf } from './proof.ts';
import type { RecordVerifier, ValuesLookup, VerifiedRecord } from './record-verifier.ts';
import { configuredRoots, ownRoot } from './trust-roots.ts';

export type VerifySettings = {
  readonly verify: 'off' | 'report' | 'require';
  readonly trustRoots: readonly string[];
};

type Examined = { readonly record: VerifiedRecord; readonly examination: Examination };

/** Verifies, and shows what it found to those who wait for the proof of a record. */
export class ObservedVerifier implements RecordVerifier {
  readonly #verifier: ChainVerifier;
  readonly #count: (state: SignatureState) => void;
  readonly #waiting = new Map<string, Set<(examined: Examined) => void>>();

  constructor(verifier: ChainVerifier, count: (state: SignatureState) => void) {
    this.#verifier = verifier;
    this.#count = count;
  }

  async verify(record: VerifiedRecord, lookup: ValuesLookup): Promise<SignatureState> {
    const examination = await this.#verifier.examine(record, lookup);
    this.#count(examination.state);
    for (const tell of this.#waiting.get(canonicalKey(record.handle)) ?? []) {
      tell({ record, examination });
    }
    return examination.state;
  }

  /** What is found out about a handle while `work` is done; the last of it. */
  async during(handle: string, work: () => Promise<unknown>): Promise<Examined | undefined> {
    const key = canonicalKey(handle);
    const waiting = this.#waiting.get(key) ?? new Set();
    let last: Examined | undefined;
    const tell = (examined: Examined): void => void (last = examined);
    this.#waiting.set(key, waiting.add(tell));
    try {
      await work();
      return last;
    } finally {
      waiting.delete(tell);
      if (waiting.size === 0) this.#waiting.delete(key);
    }
  }
}

/** Undefined where nothing is verified: it is switched off, or there is no root, so that nobody need be asked. */
export async function startVerifying(
  { verify, trustRoots }: VerifySettings,
  own: RootAddress | undefined,
  { world, metrics }: { world: World; metrics: Metrics },
): Promise<ObservedVerifier | undefined> {
  const configured = await configuredRoots(trustRoots, world.disk); // wrong ones stop the start in any case
  if (verify === 'off') return undefined;
  const ofThisProcess = configured.length === 0 && own?.trust !== undefined ? [own.trust] : [];
  const roots = [...configured, ...ofThisProcess.map(ownRoot)];
  if (roots.length === 0) return undefined;
  const required = verify === 'require';
  const verified = metrics.counter(
    'jingwei_recursive_node_signatures',
    'Records looked at for their signatures, by what was found',
  );
  const verifier = new ChainVerifier({ roots, clock: world.clock, required });
  return new ObservedVerifier(verifier, ({ state }) => verified.add(1, { state }));
}

export function proofsOf(resolver: Resolver, verifier: ObservedVerifier | undefined): Proofs {
  return {
    async proofOf(handle) {
      const refuse = (reason: Bilingual) =>
        trustFailures['not-proven']({ handle: shortened(handle), reason });
      if (verifier === undefined) throw refuse(reasons.off);
      const resolve = () => resolver.resolve(handle, { fresh: true });
      const examined = await verifier.during(handle, resolve);
      if (examined === undefined) throw refuse(reasons.absent);
      const { record, examination } = examined;
      if (examination.evidence !== undefined) return proofOf(record, examination.evidence);
      throw refuse(wordsFor(examination.state));
    },
  };
}

const reasons = {
  off: {
    en: 'this recursive node does not look at signatures (recursiveNode.verify), or knows no root (recursiveNode.trustRoots).',
    zh: '本递归节点不验证签名（recursiveNode.verify），或没有信任根（recursiveNode.trustRoots）。',
  },
  absent: {
    en: 'there is no such record. Check the identifier.',
    zh: '没有这条记录。请核对标识。',
  },
  unsigned: {
    en: 'its record is not signed. Ask the operator of its node to sign records (signatureDays).',
    zh: '其记录没有签名。请联系其节点运营者启用签名（signatureDays）。',
  },
  several: {
    en: 'its record is covered by several signatures together; a proof holds one.',
    zh: '其记录由多个签名共同覆盖；一份证明只能包含一个签名。',
  },
} as const satisfies Record<string, Bilingual>;

function wordsFor(state: SignatureState): Bilingual {
  if (state.state === 'verified') return reasons.several;
  if (state.state === 'unsigned' || state.text === undefined) return reasons.unsigned;
  const { en, zh } = state.text;
  return { en: `${en}.`, zh: `${zh}。` };
}
