// What a policy of retention says, and what it means on a given day: spans of whole UTC days that are thinned or removed.
import { Type, type Static } from '../../../kernel/schema/schema.ts';
import type { Bilingual } from '../../../kernel/schema/bilingual.ts';

const pattern = Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 }));
const days = Type.Integer({ minimum: 1, maximum: 36_600 });

/**
 * Which signals it is for: all of the enterprise unless told. Of several policies that fit a signal, the one with the
 * smallest position holds, whole; the others are as if they were not there.
 */
export const policyFields = {
  name: Type.String({ minLength: 1, maxLength: 200 }),
  position: Type.Integer({ minimum: 1, maximum: 1_000 }),
  /** Place names from the enterprise down to the signal's id, with `*` and `**`. */
  path: pattern,
  /** Everything under this asset or place. */
  under: pattern,
  /** E.g. `TEMPERATURE`. */
  signalType: pattern,
  /** As measured for so many days. */
  keepRawDays: days,
  /** Then the first, smallest, largest and last of each so many seconds; divides a day. */
  thinToSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400 })),
  /** Then nothing is left; kept for ever unless told. */
  removeAfterDays: Type.Optional(days),
};
export const newPolicy = Type.Object(policyFields, { additionalProperties: false });
export type NewPolicy = Readonly<Static<typeof newPolicy>>;

const daySeconds = 86_400;
export const dayUs = daySeconds * 1_000_000;

export function troubleOfPolicy(policy: NewPolicy): Bilingual | undefined {
  const { keepRawDays, thinToSeconds, removeAfterDays } = policy;
  if (thinToSeconds === undefined && removeAfterDays === undefined) return doesNothing;
  if (thinToSeconds !== undefined && daySeconds % thinToSeconds !== 0) return noDivisor;
  if (removeAfterDays === undefined) return undefined;
  const least = thinToSeconds === undefined ? keepRawDays : keepRawDays + 1;
  return removeAfterDays < least ? removedBeforeThinned : undefined;
}

export type Cutoffs = {
  /** What is older is thinned, down to what is removed. */
  readonly thinUntilUs?: number;
  readonly bucketUs?: number;
  /** What is older is removed. */
  readonly removeUntilUs?: number;
};

/** Rounded down to whole days, so that nothing goes before its time. */
export function cutoffsOf(policy: NewPolicy, nowUs: number): Cutoffs {
  const { keepRawDays, thinToSeconds, removeAfterDays } = policy;
  const before = (count: number) => Math.floor(nowUs / dayUs) * dayUs - count * dayUs;
  return {
    ...(thinToSeconds === undefined
      ? {}
      : { thinUntilUs: before(keepRawDays), bucketUs: thinToSeconds * 1_000_000 }),
    ...(removeAfterDays === undefined ? {} : { removeUntilUs: before(removeAfterDays) }),
  };
}

const doesNothing = {
  en: 'it neither thins nor removes.',
  zh: '既未设置抽稀，也未设置删除。',
};
const noDivisor = {
  en: 'a day is no whole number of such stretches; take 10, 60, 600 or 3600 seconds.',
  zh: '一天不能被该时长整除；可取 10、60、600 或 3600 秒。',
};
const removedBeforeThinned = {
  en: 'readings would be removed before they are due; remove later, or keep them raw for less.',
  zh: '删除早于保留期限；请延后删除，或缩短原始数据保留天数。',
};
