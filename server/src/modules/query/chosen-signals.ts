// The signals that a question is about, as far as its asker may see them.
import { allows, scopesOf, type Principal } from '../../kernel/access/rights.ts';
import type { Assets, Signal } from '../assets/api.ts';
import { readTelemetryRight } from '../telemetry/api.ts';
import type { Query } from './api.ts';
import { queryFailures } from './failures.ts';

const pageSignals = 1_000;

export type SignalChoice = Pick<Query, 'signals' | 'path' | 'under' | 'assetType' | 'signalType'>;

/** What a search finds, without what was left out. */
export function searchOf({ path, under, assetType, signalType }: SignalChoice) {
  return {
    ...(path === undefined ? {} : { path }),
    ...(under === undefined ? {} : { under }),
    ...(assetType === undefined ? {} : { assetType }),
    ...(signalType === undefined ? {} : { signalType }),
  };
}

/**
 * Each once, in the order asked for, then as the search finds them; one more than `most` when there are more. Fails for
 * one that the asker may not see, and when there is none.
 */
export async function chosenSignals(
  assets: Assets,
  choice: SignalChoice,
  asker: { readonly principal: Principal; readonly most: number },
): Promise<string[]> {
  const { principal, most } = asker;
  const found = new Set<string>(choice.signals ?? []);
  for (const identifier of found) {
    if (!allows(principal, readTelemetryRight, identifier)) {
      throw queryFailures['other-enterprises']({ identifier });
    }
  }
  const search = searchOf(choice);
  if (Object.keys(search).length > 0) {
    const scopes = scopesOf(principal, readTelemetryRight);
    for (let after: string | undefined; found.size <= most;) {
      const page = await assets.signals(
        { scopes, ...search },
        { limit: pageSignals, ...(after === undefined ? {} : { after }) },
      );
      for (const { identifier } of page.signals) found.add(identifier);
      if (page.next === undefined) break;
      after = page.next;
    }
  }
  if (found.size === 0) {
    const what = Object.values(search).join(', ') || 'signals';
    throw queryFailures['no-signals']({ what });
  }
  return [...found].slice(0, most + 1);
}

export function unitOf(signal: Signal | undefined): { unit?: string } {
  const unit = signal?.unitCode ?? signal?.unit;
  return unit === undefined ? {} : { unit };
}
