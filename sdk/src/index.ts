// The door of the SDK: a client of a Jingwei program for browsers and Node, with no dependencies.
export { createClient } from './client.ts';
export type {
  ChartQuery,
  Client,
  ClientOptions,
  FollowReadings,
  GapQuery,
  NamespaceQuery,
  ReadingsQuery,
} from './client.ts';
export { JingweiFailure } from './failure.ts';
export type { FailureKind } from './failure.ts';
export type { Following, LiveState } from './live.ts';
export type { BrowseQuery, CalculationQuery, DiscoverQuery, ImportQuery } from './gateway-calls.ts';
export type * from './asset-types.ts';
export type * from './alarm-plan-types.ts';
export type * from './alarm-types.ts';
export type { AlarmAct, AlarmActDetail, AlarmJournalQuery, AlarmsQuery } from './alarm-calls.ts';
export type * from './control-types.ts';
export type * from './gateway-types.ts';
export type * from './intake-types.ts';
export type * from './query-types.ts';
export type { ExportQuery, FollowSignals } from './query-calls.ts';
export type { OeeSpan } from './oee-calls.ts';
export type * from './oee-types.ts';
export type { CorrectionsQuery, RestoreQuery } from './upkeep-calls.ts';
export type * from './upkeep-types.ts';
export type * from './types.ts';
