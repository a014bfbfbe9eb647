// How an answer is told: as a finding for the wire, as a resolution with its provenance for people and programs.
import { Failure, isFailure } from '../../../kernel/failure/failure.ts';
import { responseCode } from '../../../wire/handle/handle.ts';
import type { Provenance, ResolutionStep } from '../api.ts';
import type { Finding } from '../listeners/record-source.ts';
import type { CachedAnswer, Remembered } from './cached-answer.ts';
import { limitTtls } from './value-ttls.ts';

/** What a stale answer may be kept for by who gets it (RFC 8767 §4). */
const staleTtlSeconds = 30;

export function findingOf(answer: CachedAnswer, stale: boolean): Finding {
  const { block, code } = answer;
  if (block === undefined) return { code };
  if (stale) limitTtls(block, staleTtlSeconds);
  return { code: responseCode.ok, block };
}

/** What a client of the wire is told when a walk failed. */
export function findingOfFailure(error: unknown): Finding {
  if (!(error instanceof Failure)) throw error;
  const busy = isFailure(error, 'identifiers.too-busy');
  return { code: busy ? responseCode.busy : responseCode.error, message: error.publicMessage.en };
}

export function provenanceOf(answer: CachedAnswer, remembered?: Remembered): Provenance {
  const { node, address, askedAtMs } = answer;
  const seconds = (ms: number): number => Math.floor(ms / 1000);
  const expiredForMs = remembered?.expiredForMs ?? 0;
  return {
    node,
    address,
    askedAt: new Date(askedAtMs).toISOString(),
    ageS: seconds(remembered?.ageMs ?? 0),
    ...(expiredForMs > 0 ? { staleForS: Math.max(1, seconds(expiredForMs)) } : {}),
  };
}

export function cachedStep({ answer, expiredForMs }: Remembered): ResolutionStep {
  const { node, code, askedAtMs } = answer;
  return {
    node,
    address: 'cache',
    outcome: stepOutcomes[code] ?? 'answered',
    tookMs: 0,
    cached: true,
    at: new Date(askedAtMs).toISOString(),
    ...(expiredForMs > 0 ? { stale: true } : {}),
  };
}

const stepOutcomes: Readonly<Record<number, 'not-found' | 'refused'>> = {
  [responseCode.handleNotFound]: 'not-found',
  [responseCode.notResponsible]: 'refused',
};
