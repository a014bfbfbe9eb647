// The SDK and the server agree: its types are those of the routes' reply schemas, which the type check
// compares, and every call it makes is an operation of the documented interface.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  createClient,
  type Alarm,
  type AlarmFigures,
  type AlarmJournalPage,
  type AlarmPage,
  type AlarmPlan,
  type AlarmRule,
  type AlarmRulePage,
  type AlarmsActed,
  type AlarmTrial,
  type Asset,
  type AssetChange,
  type AssetDetail,
  type AssetDocument,
  type AssetImport,
  type AssetPage,
  type AssetPatch,
  type AssetType,
  type AssetTypePage,
  type ChangePage,
  type ImportedPage,
  type ImportProgress,
  type NewAsset,
  type RelationPage,
  type Removed,
  type SignalPage,
  type VersionEffect,
  type AuditPage,
  type BrowsePage,
  type CalculationTrial,
  type ChartSeries,
  type Client,
  type ConnectionTest,
  type DiscoveredMachine,
  type FailureKind,
  type GapReport,
  type Gateway,
  type GatewayInvitationPage,
  type GatewayRefusal,
  type GatewayStreamPage,
  type HandleRecord,
  type ImportReply,
  type Interlock,
  type InterlockPage,
  type CalendarMonth,
  type Article,
  type Meters,
  type OeeEntry,
  type OeeMachine,
  type OeeTemplate,
  type OeeFigures,
  type OeeTimeline,
  type PlaceCalendar,
  type StopReason,
  type MachineModel,
  type MachinePage,
  type NamespacePage,
  type NewGatewayInvitation,
  type Order,
  type OrderPage,
  type OrderRequest,
  type Principal,
  type ProtocolFacts,
  type QueryAnswer,
  type Reading,
  type ReadingQuery,
  type Resolution,
  type Session,
  type SqlAnswer,
  type SqlQuestion,
  type Signal,
  type SourceSettings,
  type SourceStatus,
  type OutboxStatus,
  type BackupList,
  type BackupTask,
  type CorrectionPage,
  type NewCorrection,
  type NewRetentionPolicy,
  type Retention,
  type RetentionPreview,
} from '@jingwei/sdk';
import type { FailureKind as ServerFailureKind } from '../../server/src/kernel/failure/failure.ts';
import type { Static } from '../../server/src/kernel/schema/schema.ts';
import type {
  principalSchema,
  sessionReply,
} from '../../server/src/modules/access/session-routes.ts';
import type {
  importPage,
  importProgress,
  importReply as assetImportReply,
} from '../../server/src/modules/assets/import/schemas.ts';
import type {
  assetChange,
  assetDetail,
  assetPage,
  assetPatch,
  changePage,
  documentSchema,
  newAsset,
  relationPage,
  removal,
  signalPage,
} from '../../server/src/modules/assets/schemas.ts';
import type {
  assetTypePage,
  assetTypeSchema,
  versionEffect,
} from '../../server/src/modules/assets/types/schemas.ts';
import type { alarmSchema } from '../../server/src/modules/alarms/api.ts';
import type { planSchema } from '../../server/src/modules/alarms/notices/plan-schema.ts';
import type { alarmPage } from '../../server/src/modules/alarms/routes/alarm-routes.ts';
import type { figuresReply as alarmFigures } from '../../server/src/modules/alarms/routes/figure-routes.ts';
import type { journalPage } from '../../server/src/modules/alarms/routes/journal-routes.ts';
import type { actedReply } from '../../server/src/modules/alarms/routes/operator-routes.ts';
import type {
  rulePage,
  trialReply as alarmTrial,
} from '../../server/src/modules/alarms/routes/rule-routes.ts';
import type { ruleSchema } from '../../server/src/modules/alarms/rule-schema.ts';
import type { assetSchema, signalSchema } from '../../server/src/modules/assets/api.ts';
import type {
  machineModel,
  machinePage,
} from '../../server/src/modules/assets/routes/machine-routes.ts';
import type { backupsReply, taskSchema } from '../../server/src/modules/upkeep/backup-routes.ts';
import type {
  correctionPage,
  newCorrection,
} from '../../server/src/modules/upkeep/correction-schemas.ts';
import type { newPolicy } from '../../server/src/modules/upkeep/model/policy.ts';
import type {
  previewReply,
  retentionReply,
} from '../../server/src/modules/upkeep/retention-routes.ts';
import type { outboxStatus } from '../../server/src/modules/outbox/api.ts';
import type { sourceSettings } from '../../server/src/modules/connectivity/api.ts';
import type { trialReply } from '../../server/src/modules/connectivity/protocols/calculated/trial.ts';
import type { importReply } from '../../server/src/modules/connectivity/routes/import-route.ts';
import type {
  browseReply,
  discoverReply,
  protocolList,
  testReply,
} from '../../server/src/modules/connectivity/routes/look-routes.ts';
import type { sourceList } from '../../server/src/modules/connectivity/routes/source-routes.ts';
import type {
  interlockSchema,
  orderRequest,
  orderSchema,
} from '../../server/src/modules/control/api.ts';
import type { interlockPage } from '../../server/src/modules/control/interlock-routes.ts';
import type { auditPage, orderPage } from '../../server/src/modules/control/routes.ts';
import type { calendarReply, monthReply } from '../../server/src/modules/calendar/routes.ts';
import type {
  Article as ServerArticle,
  reasonTree,
} from '../../server/src/modules/oee/model/catalogues.ts';
import type {
  entriesReply,
  figuresReply,
  machineReply,
  mappingsReply,
  metersSchema,
  timelineReply,
} from '../../server/src/modules/oee/route-schemas.ts';
import type { namespacePage } from '../../server/src/modules/namespace/routes.ts';
import type {
  handleRecord,
  resolutionReply,
} from '../../server/src/modules/identifiers/route-schemas.ts';
import type { queryAnswer, querySchema } from '../../server/src/modules/query/api.ts';
import type { sqlAnswer, sqlSchema } from '../../server/src/modules/query/sql/ask-sql.ts';
import type { gapReportReply } from '../../server/src/modules/intake/gap-routes.ts';
import type {
  gatewaySchema,
  refusalSchema,
  streamPage,
} from '../../server/src/modules/intake/gateway-routes.ts';
import type {
  invitationPage,
  invitationReply,
} from '../../server/src/modules/intake/invitation-routes.ts';
import type {
  chartReply,
  lastReply,
  liveReply,
  rangeReply,
} from '../../server/src/modules/telemetry/routes.ts';

/** What is sent is read, not changed; also makes one object type of an intersection. */
type Sent<T> = T extends readonly (infer E)[]
  ? readonly Sent<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Sent<T[K]> }
    : T;

/** The very same type, down to what is optional: an assignment alone would not see a missing optional field. */
type Same<A, B> =
  (<T>() => T extends Sent<A> ? 1 : 2) extends <T>() => T extends Sent<B> ? 1 : 2 ? true : false;

/** A reply of the server is what the SDK calls it; a drift makes `true` an error of the type check. */
const agreements: Readonly<Record<string, true>> = {
  failureKind: true satisfies Same<FailureKind, ServerFailureKind>,
  principal: true satisfies Same<Principal, Static<typeof principalSchema>>,
  session: true satisfies Same<Session, Static<typeof sessionReply>>,
  asset: true satisfies Same<Asset, Static<typeof assetSchema>>,
  signal: true satisfies Same<Signal, Static<typeof signalSchema>>,
  assetPage: true satisfies Same<AssetPage, Static<typeof assetPage>>,
  assetDetail: true satisfies Same<AssetDetail, Static<typeof assetDetail>>,
  newAsset: true satisfies Same<NewAsset, Static<typeof newAsset>>,
  assetPatch: true satisfies Same<AssetPatch, Static<typeof assetPatch>>,
  assetChange: true satisfies Same<AssetChange, Static<typeof assetChange>>,
  assetHistory: true satisfies Same<ChangePage, Static<typeof changePage>>,
  foundSignals: true satisfies Same<SignalPage, Static<typeof signalPage>>,
  removed: true satisfies Same<Removed, Static<typeof removal>>,
  relations: true satisfies Same<RelationPage, Static<typeof relationPage>>,
  document: true satisfies Same<AssetDocument, Static<typeof documentSchema>>,
  assetType: true satisfies Same<AssetType, Static<typeof assetTypeSchema>>,
  assetTypes: true satisfies Same<AssetTypePage, Static<typeof assetTypePage>>,
  versionEffect: true satisfies Same<VersionEffect, Static<typeof versionEffect>>,
  assetImport: true satisfies Same<AssetImport, Static<typeof assetImportReply>>,
  assetImportProgress: true satisfies Same<ImportProgress, Static<typeof importProgress>>,
  assetImports: true satisfies Same<ImportedPage, Static<typeof importPage>>,
  machinePage: true satisfies Same<MachinePage, Static<typeof machinePage>>,
  machineModel: true satisfies Same<MachineModel, Static<typeof machineModel>>,
  outbox: true satisfies Same<OutboxStatus, Static<typeof outboxStatus>>,
  sources: true satisfies Same<{ sources: SourceStatus[] }, Static<typeof sourceList>>,
  gapReport: true satisfies Same<GapReport, Static<typeof gapReportReply>>,
  gateway: true satisfies Same<Gateway, Static<typeof gatewaySchema>>,
  refusal: true satisfies Same<GatewayRefusal, Static<typeof refusalSchema>>,
  streams: true satisfies Same<GatewayStreamPage, Static<typeof streamPage>>,
  invitations: true satisfies Same<GatewayInvitationPage, Static<typeof invitationPage>>,
  invitation: true satisfies Same<NewGatewayInvitation, Static<typeof invitationReply>>,
  imported: true satisfies Same<ImportReply, Static<typeof importReply>>,
  namespace: true satisfies Same<NamespacePage, Static<typeof namespacePage>>,
  protocols: true satisfies Same<{ protocols: ProtocolFacts[] }, Static<typeof protocolList>>,
  source: true satisfies Same<SourceSettings, Static<typeof sourceSettings>>,
  test: true satisfies Same<ConnectionTest, Static<typeof testReply>>,
  browse: true satisfies Same<BrowsePage, Static<typeof browseReply>>,
  discover: true satisfies Same<{ found: DiscoveredMachine[] }, Static<typeof discoverReply>>,
  trial: true satisfies Same<CalculationTrial, Static<typeof trialReply>>,
  alarm: true satisfies Same<Alarm, Static<typeof alarmSchema>>,
  alarms: true satisfies Same<AlarmPage, Static<typeof alarmPage>>,
  alarmsActed: true satisfies Same<AlarmsActed, Static<typeof actedReply>>,
  alarmJournal: true satisfies Same<AlarmJournalPage, Static<typeof journalPage>>,
  alarmRule: true satisfies Same<AlarmRule, Static<typeof ruleSchema>>,
  alarmRules: true satisfies Same<AlarmRulePage, Static<typeof rulePage>>,
  alarmTrial: true satisfies Same<AlarmTrial, Static<typeof alarmTrial>>,
  alarmPlan: true satisfies Same<AlarmPlan, Static<typeof planSchema>>,
  alarmFigures: true satisfies Same<AlarmFigures, Static<typeof alarmFigures>>,
  interlock: true satisfies Same<Interlock, Static<typeof interlockSchema>>,
  interlocks: true satisfies Same<InterlockPage, Static<typeof interlockPage>>,
  orderRequest: true satisfies Same<OrderRequest, Static<typeof orderRequest>>,
  order: true satisfies Same<Order, Static<typeof orderSchema>>,
  orders: true satisfies Same<OrderPage, Static<typeof orderPage>>,
  orderRecord: true satisfies Same<AuditPage, Static<typeof auditPage>>,
  calendar: true satisfies Same<PlaceCalendar, Static<typeof calendarReply>>,
  calendarMonth: true satisfies Same<CalendarMonth, Static<typeof monthReply>>,
  oeeFigures: true satisfies Same<OeeFigures, Static<typeof figuresReply>>,
  corrections: true satisfies Same<CorrectionPage, Static<typeof correctionPage>>,
  newCorrection: true satisfies Same<NewCorrection, Static<typeof newCorrection>>,
  retention: true satisfies Same<Retention, Static<typeof retentionReply>>,
  newPolicy: true satisfies Same<NewRetentionPolicy, Static<typeof newPolicy>>,
  retentionPreview: true satisfies Same<RetentionPreview, Static<typeof previewReply>>,
  backups: true satisfies Same<BackupList, Static<typeof backupsReply>>,
  backupTask: true satisfies Same<BackupTask, Static<typeof taskSchema>>,
  oeeTimeline: true satisfies Same<OeeTimeline, Static<typeof timelineReply>>,
  stopReasons: true satisfies Same<{ reasons: StopReason[] }, Static<typeof reasonTree>>,
  articles: true satisfies Same<readonly Article[], readonly ServerArticle[]>,
  meters: true satisfies Same<Meters, Static<typeof metersSchema>>,
  oeeMachine: true satisfies Same<OeeMachine, Static<typeof machineReply>>,
  oeeMappings: true satisfies Same<{ templates: OeeTemplate[] }, Static<typeof mappingsReply>>,
  oeeEntries: true satisfies Same<{ entries: OeeEntry[] }, Static<typeof entriesReply>>,
  last: true satisfies Same<{ readings: Reading[] }, Static<typeof lastReply>>,
  range: true satisfies Same<{ readings: Reading[]; complete: boolean }, Static<typeof rangeReply>>,
  live: true satisfies Same<{ readings: Reading[]; missed: number }, Static<typeof liveReply>>,
  query: true satisfies Same<ReadingQuery, Static<typeof querySchema>>,
  sqlQuestion: true satisfies Same<SqlQuestion, Static<typeof sqlSchema>>,
  sqlAnswer: true satisfies Same<SqlAnswer, Static<typeof sqlAnswer>>,
  queryAnswer: true satisfies Same<QueryAnswer, Static<typeof queryAnswer>>,
  chart: true satisfies Same<{ series: ChartSeries[] }, Static<typeof chartReply>>,
  resolution: true satisfies Same<Resolution, Static<typeof resolutionReply>>,
  handle: true satisfies Same<HandleRecord, Static<typeof handleRecord>>,
};

/** The comparison itself sees what it is for. */
const drifts: Readonly<Record<string, false>> = {
  missing: false satisfies Same<{ a: string }, { a: string; b: string }>,
  optional: false satisfies Same<{ a: string }, { a: string; b?: string }>,
  wider: false satisfies Same<{ a: string[] }, { a: ('x' | 'y')[] }>,
};

type Parameter = { readonly name: string; readonly in: string; readonly required: boolean };
type Operation = { readonly operationId: string; readonly parameters: readonly Parameter[] };
type Page = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

const documented = JSON.parse(
  readFileSync(new URL('../../docs/reference/openapi.json', import.meta.url), 'utf8'),
) as Page;

const plain = (template: string) => template.indexOf('{');

/** The most particular path that fits, as the server chooses it. */
function operationOf(method: string, path: string): Operation | undefined {
  const fitting = Object.entries(documented.paths)
    .filter(([, methods]) => method.toLowerCase() in methods)
    .filter(([template]) => new RegExp(`^${template.replace(/\{\w+\}/g, '.+')}$`).test(path))
    .toSorted(([a], [b]) => a.split('{').length - b.split('{').length || plain(b) - plain(a));
  return fitting[0]?.[1][method.toLowerCase()];
}

const source = { name: 'press', protocol: 'modbus-tcp', connection: { host: '::1' } };
const own = { enterprise: '88.118.8' };
const order = { ...own, id: 'x' };
const press = '88.118.8/M-1';
const related = { kind: 'feeds', to: '88.118.8/M-2' } as const;
const content = { attributes: [], signals: [] };
const span = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' };

const ofMachine = { identifier: '88.118.8/M-1', ...span };
const pattern = {
  ...{ zone: 'UTC', dayStart: '00:00', shifts: [], weekOne: '2026-01-05' },
  ...{ weeks: [], exceptions: [] },
};

/** What gives an address and asks nothing. */
type Address = 'assetFileUrl' | 'assetExportUrl' | 'exportUrl';

const rulePlace = { ...own, id: 'hot' };
const alarmRule: AlarmRule = {
  ...{ name: 'x', enabled: true, signal: '88.118.8/M-1/x', priority: 'low', latching: false },
  ...{ condition: { kind: 'silence', afterMs: 60_000 }, onDelayMs: 0, offDelayMs: 0 },
  quality: { bad: 'hold', uncertain: 'as-good' },
};

const alarmPlan: AlarmPlan = {
  ...{ ways: [], people: [], escalations: [], flood: { suppresses: [] } },
  chattering: { shelves: true, raisedInMinute: 5, shelveMs: 600_000 },
};

/** Each method of the client, with everything that it can be told. */
const policy = { name: 'x', position: 1, keepRawDays: 1, removeAfterDays: 1 };

const calls: Readonly<
  Record<Exclude<keyof Client, 'origin' | 'oeeExport' | Address>, (client: Client) => unknown>
> = {
  signIn: (client) => client.signIn('code'),
  session: (client) => client.session(),
  signOut: (client) => client.signOut(),
  resolve: (client) => client.resolve('88.118.8/L-1', { fresh: true }),
  handle: (client) => client.handle('88.118.8/L-1'),
  machines: (client) => client.machines({ limit: 1, after: 'x' }),
  allMachines: (client) => client.allMachines({ limit: 1 }).next(),
  machine: (client) => client.machine('88.118.8/M-1'),
  sources: (client) => client.sources(),
  namespace: (client) =>
    client.namespace({ enterprise: '88.118.8', below: 'umh', limit: 1, after: 'x' }),
  gapReport: (client) => client.gapReport({ source: '88.118.8/press', limit: 1, ...span }),
  outbox: (client) => client.outbox({ enterprise: '88.118.8' }),
  gateways: (client) => client.gateways(),
  blockGateway: (client) => client.blockGateway('hall-3', true),
  removeGateway: (client) => client.removeGateway('hall-3'),
  gatewayRefusals: (client) => client.gatewayRefusals('hall-3'),
  gatewayStreams: (client) => client.gatewayStreams('hall-3', { limit: 1, after: 'x' }),
  gatewayInvitations: (client) => client.gatewayInvitations({ limit: 1, after: 'x' }),
  inviteGateway: (client) => client.inviteGateway({ enterprises: ['88.118.8'], days: 1 }),
  revokeGatewayInvitation: (client) => client.revokeGatewayInvitation('00'),
  importSources: (client) => client.importSources({ format: 'csv', text: 'id,address' }, own),
  enterprises: (client) => client.enterprises(),
  protocols: (client) => client.protocols(),
  source: (client) => client.source('press', own),
  putSource: (client) => client.putSource(source, own),
  removeSource: (client) => client.removeSource('press', own),
  testConnection: (client) => client.testConnection(source, own),
  browseConnection: (client) => client.browseConnection({ ...source, at: 'x', limit: 1 }, own),
  discoverMachines: (client) => client.discoverMachines({ protocol: 's7', host: '::1' }, own),
  tryCalculation: (client) => client.tryCalculation({ inputs: [], signals: [], ...span }, own),
  giveOrder: (client) => client.giveOrder({ writes: [{ signal: '88.118.8/M-1/x', value: 1 }] }),
  decideOrder: (client) => client.decideOrder(order, true),
  order: (client) => client.order(order),
  orders: (client) => client.orders('88.118.8', { state: 'waiting', limit: 1, after: 'x' }),
  orderRecord: (client) => client.orderRecord('88.118.8', { limit: 1, after: 'x' }),
  interlocks: (client) => client.interlocks('88.118.8', { limit: 1, after: 'x' }),
  interlock: (client) => client.interlock('88.118.8/M-1/x'),
  putInterlock: (client) =>
    client.putInterlock('88.118.8/M-1/x', { secondPerson: true, readBackMs: 0 }),
  removeInterlock: (client) => client.removeInterlock('88.118.8/M-1/x'),
  assets: (client) =>
    client.assets({
      words: 'x',
      under: press,
      kind: 'line',
      assetType: 'x',
      limit: 1,
      after: '1x',
    }),
  assetChildren: (client) => client.assetChildren(press, { limit: 1, after: 'x' }),
  asset: (client) => client.asset(press),
  createAsset: (client) => client.createAsset({ parent: '88.118.8', kind: 'site', name: 'x' }),
  changeAsset: (client) => client.changeAsset(press, { name: null }),
  removeAsset: (client) => client.removeAsset(press, { anyway: true }),
  undoAssetChange: (client) => client.undoAssetChange(press),
  assetHistory: (client) => client.assetHistory(press, { limit: 1, after: 'x' }),
  findSignals: (client) =>
    client.findSignals({ path: '**', under: press, assetType: 'x', signalType: 'X', limit: 1 }),
  assetRelations: (client) => client.assetRelations(press),
  putAssetRelation: (client) => client.putAssetRelation(press, related),
  removeAssetRelation: (client) => client.removeAssetRelation(press, related),
  assetDocuments: (client) => client.assetDocuments(press),
  addAssetDocument: (client) => client.addAssetDocument(press, 'a.pdf', new Blob(['x'])),
  removeAssetDocument: (client) => client.removeAssetDocument('88.118.8/D-1'),
  assetTypes: (client) => client.assetTypes({ enterprise: '88.118.8', limit: 1, after: 'x' }),
  assetType: (client) => client.assetType('88.118.8/T-1'),
  createAssetType: (client) => client.createAssetType({ ...own, name: 'x', ...content }),
  addAssetTypeVersion: (client) =>
    client.addAssetTypeVersion('88.118.8/T-1', { ...content, dryRun: true }),
  takeAssetTypeVersion: (client) => client.takeAssetTypeVersion('88.118.8/T-1', { version: 2 }),
  importAssets: (client) =>
    client.importAssets('88.118.8', new Blob(['{}']), { dryRun: true, name: 'a.json' }),
  assetImportProgress: (client) => client.assetImportProgress('88.118.8'),
  assetImports: (client) => client.assetImports('88.118.8', { limit: 1, after: 'x' }),
  undoAssetImport: (client) => client.undoAssetImport('88.118.8', 'x'),
  calendar: (client) => client.calendar('88.118.8'),
  putCalendar: (client) => client.putCalendar('88.118.8', { from: '2026-01-01', pattern }),
  calendarMonth: (client) => client.calendarMonth({ identifier: '88.118.8', month: '2026-11' }),
  oeeMachines: (client) => client.oeeMachines('88.118.8', { limit: 1, after: 'x' }),
  oeeFigures: (client) => client.oeeFigures({ ...ofMachine, by: 'day' }),
  oeeTimeline: (client) => client.oeeTimeline(ofMachine),
  explainOee: (client) => client.explainOee(ofMachine),
  corrections: (client) => client.corrections('88.118.8', { of: 's', limit: 1, after: 'x' }),
  correctReadings: (client) =>
    client.correctReadings({ signal: 's', ...span, change: { kind: 'withdrawn' }, reason: 'x' }),
  undoCorrection: (client) => client.undoCorrection({ signal: 's', id: 'x', reason: 'x' }),
  retention: (client) => client.retention('88.118.8'),
  putRetentionPolicy: (client) => client.putRetentionPolicy(rulePlace, policy),
  removeRetentionPolicy: (client) => client.removeRetentionPolicy(rulePlace),
  previewRetention: (client) => client.previewRetention('88.118.8', { id: 'x', policy }),
  runRetention: (client) => client.runRetention('88.118.8'),
  confirmClock: (client) => client.confirmClock(),
  backups: (client) => client.backups(),
  makeBackup: (client) => client.makeBackup(),
  verifyBackup: (client) => client.verifyBackup('x'),
  restoreBackup: (client) => client.restoreBackup('x', { under: '88.118.8' }),
  removeBackup: (client) => client.removeBackup('x'),
  stopReasons: (client) => client.stopReasons('88.118.8'),
  oeeEntries: (client) => client.oeeEntries(ofMachine),
  putStopReasons: (client) => client.putStopReasons('88.118.8', []),
  articles: (client) => client.articles('88.118.8'),
  putArticles: (client) => client.putArticles('88.118.8', []),
  oeeMachine: (client) => client.oeeMachine('88.118.8/M-1'),
  putOeeMachine: (client) =>
    client.putOeeMachine('88.118.8/M-1', {
      settings: {
        mapping: {
          inputs: [{ name: 'a', signal: '88.118.8/M-1/a' }],
          ...{ rules: [{ when: 'a == "x"', is: 'APT' }], otherwise: 'ADOT' },
        },
        ...{ microStopMs: 0, counts: [] },
      },
    }),
  oeeMappings: (client) => client.oeeMappings('88.118.8/M-1'),
  meters: (client) => client.meters('88.118.8/M-1'),
  putMeters: (client) =>
    client.putMeters('88.118.8/M-1', { main: { name: 'x', signal: '88.118.8/M-1/x' }, parts: [] }),
  addOeeEntry: (client) =>
    client.addOeeEntry({ kind: 'count', machine: '88.118.8/M-1', at: span.from, good: 1 }),
  undoOeeEntry: (client) => client.undoOeeEntry({ machine: '88.118.8/M-1', id: 'x' }),
  alarms: (client) =>
    client.alarms({
      ...{ enterprise: '88.118.8', under: 'x', priority: 'low', hidden: true, limit: 1 },
      after: '1',
    }),
  actOnAlarms: (client) =>
    client.actOnAlarms('shelve', ['x'], { why: 'x', forMs: 60_000, oneShot: true }),
  followAlarms: (client) =>
    client.followAlarms(
      { enterprise: '88.118.8', under: 'x', priority: 'low' },
      { onAlarms: () => {} },
    ).ended,
  alarmJournal: (client) =>
    client.alarmJournal('88.118.8', {
      ...{ ...span, under: 'x', place: 'x', priority: 'low', event: 'raised', alarm: 'x' },
      ...{ limit: 1, after: 'x' },
    }),
  alarmRules: (client) => client.alarmRules('88.118.8', { limit: 1, after: 'x' }),
  putAlarmRule: (client) => client.putAlarmRule(rulePlace, alarmRule),
  removeAlarmRule: (client) => client.removeAlarmRule(rulePlace),
  tryAlarmRule: (client) => client.tryAlarmRule('88.118.8', { rule: alarmRule, ...span }),
  alarmFigures: (client) => client.alarmFigures('88.118.8', { ...span, position: 'x' }),
  alarmPlan: (client) => client.alarmPlan('88.118.8'),
  putAlarmPlan: (client) => client.putAlarmPlan('88.118.8', alarmPlan),
  testAlarmPlan: (client) => client.testAlarmPlan('88.118.8', 'Li'),
  lastReadings: (client) => client.lastReadings('88.118.8/M-1'),
  chart: (client) => client.chart({ signals: ['s'], points: 10, ...span }),
  query: (client) => client.query({ kind: 'raw', signals: ['s'], ...span }),
  sql: (client) => client.sql({ sql: 'SELECT 1', signals: ['s'], ...span }),
  followSignals: (client) =>
    client.followSignals({ signals: ['s'], from: span.from, onReadings: () => {} }).ended,
  readings: (client) => client.readings({ signal: 's', limit: 1, ...span }),
  followReadings: (client) => client.followReadings('88.118.8/M-1', { onReadings: () => {} }).ended,
};

for (const [name, call] of Object.entries(calls)) {
  test(`client.${name} calls a documented operation with parameters that it has`, async () => {
    const asked: { method: string; url: URL }[] = [];
    const client = createClient({
      origin: 'http://jingwei.test',
      fetch: async (url, init) => {
        asked.push({ method: init.method ?? 'GET', url: new URL(url) });
        const failure = { code: 'x', kind: 'missing', message: { en: 'x', zh: 'x' } };
        return Response.json(failure, { status: 404 });
      },
    });
    await Promise.resolve(call(client)).catch(() => undefined);
    const [first] = asked;
    assert.ok(first, 'nothing was asked');
    const operation = operationOf(first.method, first.url.pathname);
    assert.ok(operation, `${first.method} ${first.url.pathname} is not documented`);
    const takes = operation.parameters.filter((parameter) => parameter.in === 'query');
    const given = new Set(first.url.searchParams.keys());
    for (const parameter of given) {
      assert.ok(
        takes.some((one) => one.name === parameter),
        `${operation.operationId} has no parameter ${parameter}`,
      );
    }
    for (const one of takes.filter(({ required }) => required)) {
      assert.ok(given.has(one.name), `${operation.operationId} needs ${one.name}`);
    }
  });
}

test('addresses of files are those of documented operations', () => {
  const client = createClient({ origin: 'http://jingwei.test' });
  for (const [url, name] of [
    [client.assetFileUrl('88.118.8/D-1'), 'readAssetFile'],
    [client.assetExportUrl('88.118.8', 'xlsx'), 'exportAssets'],
    [client.exportUrl({ signals: ['s'], format: 'csv', ...span }), 'exportReadings'],
  ] as const) {
    assert.equal(operationOf('GET', new URL(url).pathname)?.operationId, name);
  }
});

test('the types agree, and a drift would be seen', () => {
  assert.ok(Object.values(agreements).every(Boolean));
  assert.ok(!Object.values(drifts).some(Boolean));
});
