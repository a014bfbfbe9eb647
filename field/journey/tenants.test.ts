// The wrong tenant sees nothing: every documented call is made by nobody, and by a service that has every
// right of its own enterprise and none of the one it asks about.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { startRealProgram, type StartedProgram } from '../testing/program.ts';
import { signIn } from '../testing/sign-in.ts';
import { until } from '../../server/src/testing/until.ts';

const theirs = '88.118.8';
const folder = temporaryFolder();
let program: StartedProgram;
let token = '';
let machine = '';
let signal = '';

type Operation = {
  operationId: string;
  'x-access': string;
  parameters: { name: string; in: string; required: boolean; schema: { type?: string } }[];
  requestBody?: { content: Record<string, unknown> };
};

before(async () => {
  program = await startRealProgram(folder.path, ['--free-ports', '--plant-cycle-seconds', '1']);
  const put = await program.jingwei('enterprise', 'put', '88.118.9', 'Another');
  assert.equal(put.code, 0, put.stderr);
  const added = await program.jingwei(
    'account',
    'add',
    '88.118.9',
    'spy',
    '--kind',
    'service',
    '--right',
    '*',
  );
  assert.equal(added.code, 0, added.stderr);
  token = added.stdout.trim();
  await until(
    'a lens',
    async () => (await fetch(`${program.ready.origin}/api/handles/${theirs}/L-100001`)).ok,
  );
  const lens = (await (
    await fetch(`${program.ready.origin}/api/handles/${theirs}/L-100001`)
  ).json()) as {
    values: { type: string; data: { value: string } }[];
  };
  machine = lens.values.find(({ type }) => type === 'MACHINE')?.data.value ?? '';
  const known = (await (await operator(`/api/machines/${machine}`)).json()) as {
    signals: { identifier: string }[];
  };
  signal = known.signals[0]?.identifier ?? '';
  assert.ok(machine.startsWith(theirs) && signal.startsWith(theirs));
});
after(async () => {
  await program.kill();
  folder.remove();
});

let operatorCookie: string | undefined;
async function operator(path: string): Promise<Response> {
  operatorCookie ??= await signIn(program.ready);
  return fetch(program.ready.origin + path, { headers: { cookie: operatorCookie } });
}
function valueFor(name: string): string {
  if (name === 'machine' || name === 'identifier') return machine;
  if (name === 'signal') return signal;
  if (name === 'enterprise' || name === 'prefix') return theirs;
  if (name === 'format') return 'csv';
  if (name === 'handle') return `${theirs}/L-100001`;
  if (name === 'after') return '0';
  if (name === 'id') return '0'.repeat(64);
  if (name === 'kind') return 'feeds';
  if (name === 'pattern') return `${theirs}/R-{1..9}`;
  if (name === 'from') return '2020-01-01T00:00:00Z';
  if (name === 'to') return '2040-01-01T00:00:00Z';
  return 'press';
}

/** What a call must look like to reach the access check: a body that fits. */
const bodies: Readonly<Record<string, unknown>> = {
  putEnterprise: { name: 'Mine now' },
  addAccount: { kind: 'service', name: 'x', grants: [{ right: '*', on: theirs }] },
  newOperatorCode: {},
  tellPrimary: {
    ...{ description: '', host: 'x', tcpPort: 1, udpPort: 1, publicKey: '', url: '', position: 0 },
  },
  decideDelegation: { grant: true },
  certifyNodeKeys: { text: '-----BEGIN PUBLIC KEY-----' },
  inviteNode: {},
  inviteGateway: { enterprises: [theirs] },
  blockGateway: { blocked: true },
  registerMany: { items: [] },
  registerRange: { values: [{ index: 1, type: 'URL', data: { format: 'string', value: 'x' } }] },
  registerProducts: { products: [{ part: 'X', machine: 'x', finishedAt: 'x', values: [] }] },
  importSources: { format: 'csv', text: 'id,address' },
  addSource: {
    name: 'evil',
    protocol: 'mtconnect-shdr',
    connection: { host: '127.0.0.1', port: 1 },
  },
  testConnection: {
    name: 'evil',
    protocol: 'mtconnect-shdr',
    connection: { host: '127.0.0.1', port: 1 },
  },
  trustSource: { fingerprint: '00'.repeat(32) },
  browseConnection: { protocol: 'mtconnect-shdr', connection: { host: '127.0.0.1', port: 1 } },
  createAsset: { parent: theirs, kind: 'site', name: 'evil' },
  changeAsset: { name: 'evil' },
  putAssetRelation: { kind: 'feeds', to: `${theirs}/M-press` },
  createAssetType: { enterprise: theirs, name: 'evil', attributes: [], signals: [] },
  addAssetTypeVersion: { attributes: [], signals: [] },
  takeAssetTypeVersion: { version: 1 },
  importAssets: { assets: [{ parent: theirs, kind: 'site', name: 'evil' }] },
  giveOrder: { writes: [{ signal: `${theirs}/M-press/x`, value: 1 }] },
  decideOrder: { agrees: true },
  putInterlock: { secondPerson: false, readBackMs: 0 },
  tryCalculation: {
    inputs: [{ name: 'a', signal: `${theirs}/M-press/x` }],
    signals: [{ id: 'x', address: 'a' }],
    ...{ from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' },
  },
  queryReadings: { kind: 'last', signals: [`${theirs}/M-press/x`] },
  askSql: {
    ...{ sql: 'SELECT 1', signals: [`${theirs}/M-press/x`] },
    ...{ from: '2020-01-01T00:00:00Z', to: '2040-01-01T00:00:00Z' },
  },
  exportManyReadings: {
    ...{ format: 'csv', signals: [`${theirs}/M-press/x`] },
    ...{ from: '2020-01-01T00:00:00Z', to: '2040-01-01T00:00:00Z' },
  },
  ...alarmBodies(),
  discoverMachines: { protocol: 'mtconnect-shdr' },
  putOeeMachine: {
    settings: {
      mapping: {
        inputs: [{ name: 'a', signal: `${theirs}/M-press/x` }],
        ...{ rules: [{ when: 'a == "x"', is: 'APT' }], otherwise: 'ADOT' },
      },
      ...{ microStopMs: 0, counts: [] },
    },
  },
  putReasons: { reasons: [] },
  putArticles: { articles: [] },
  addOeeEntry: { kind: 'count', machine: `${theirs}/M-press`, at: '2026-01-01T00:00:00Z', good: 1 },
  undoOeeEntry: { machine: `${theirs}/M-press`, id: 'x' },
  putMeters: { main: { name: 'x', signal: `${theirs}/M-press/x` }, parts: [] },
  putCalendar: {
    from: '2026-01-01',
    pattern: {
      ...{ zone: 'UTC', dayStart: '00:00', shifts: [], weekOne: '2026-01-05', exceptions: [] },
      weeks: [[[], [], [], [], [], [], []]],
    },
  },
  registerHandle: { values: [{ index: 1, type: 'URL', data: { format: 'string', value: 'x' } }] },
};

function alarmBodies(): Record<string, unknown> {
  const rule = {
    ...{ name: 'x', enabled: true, signal: `${theirs}/M-press/x`, priority: 'low' },
    condition: { kind: 'silence', afterMs: 60_000 },
    ...{ onDelayMs: 0, offDelayMs: 0, latching: false },
    quality: { bad: 'hold', uncertain: 'as-good' },
  };
  const alarms = [`press:on:${theirs}/M-press/x`];
  const why = 'x';
  return {
    putAlarmRule: rule,
    tryAlarmRule: { rule, from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' },
    ...{ acknowledgeAlarms: { alarms }, resetAlarms: { alarms }, unshelveAlarms: { alarms } },
    ...{ returnAlarmsToService: { alarms }, unsuppressAlarms: { alarms } },
    shelveAlarms: { alarms, why, forMs: 60_000 },
    ...{ takeAlarmsOutOfService: { alarms, why }, suppressAlarms: { alarms, why } },
    putAlarmPlan: {
      ...{ ways: [], people: [], escalations: [], flood: { suppresses: [] } },
      chattering: { shelves: false, raisedInMinute: 3, shelveMs: 60_000 },
    },
    testAlarmPlan: { person: 'x' },
  };
}

async function call(
  [path, method, operation]: readonly [string, string, Operation],
  headers: Readonly<Record<string, string>>,
): Promise<{ status: number; text: string }> {
  let url = path;
  const query = new URLSearchParams();
  for (const { name, in: place, required } of operation.parameters) {
    if (place === 'path') url = url.replace(`{${name}}`, valueFor(name));
    else if (required || name === 'enterprise') query.append(name, valueFor(name));
  }
  const body = operation.requestBody
    ? JSON.stringify(bodies[operation.operationId] ?? {})
    : undefined;
  const [contentType = ''] = Object.keys(operation.requestBody?.content ?? {});
  const abort = AbortSignal.timeout(3_000);
  const answer = await fetch(`${program.ready.origin}${url}?${query}`, {
    method: method.toUpperCase(),
    headers: { ...headers, ...(body ? { 'content-type': contentType } : {}) },
    signal: abort,
    ...(body ? { body } : {}),
  });
  const text = await answer.text().catch(() => '');
  return { status: answer.status, text };
}

async function operations(): Promise<[string, string, Operation][]> {
  const page = (await (await fetch(`${program.ready.origin}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Operation>>;
  };
  return Object.entries(page.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, string, Operation] => [
      path,
      method,
      operation,
    ]),
  );
}

/** Public by intent: resolution, proofs, sites, public keys, signing in and out, the interface, the root to trust. */
const publicCalls = [
  'resolveHandle',
  'resolveWithPath',
  'openHandle',
  'proveHandle',
  'listNodeKeys',
  'linksetContext',
  'signIn',
  'readSession',
  'signOut',
  'readOpenApi',
  'readRootCertificate',
  'askForPrefix',
  'readSite',
  'verifyAnswer',
  'openHandleSession',
  'readHandleSession',
  'logInToHandleSession',
  'logInToHandleSessionToo',
  'endHandleSession',
  'readReceiptKey',
  'enrolGateway',
];
/** Admitted by the signature of a node's key alone, whatever else the caller may do. */
const signedCalls = ['replicatedChanges', 'replicatedRecords', 'replicatedDigest', 'tellPrimary'];
const localCalls = ['readMetrics', 'readStatus', 'checkNodes'];

test('nobody sees anything that is not public by intent', async () => {
  const all = await operations();
  assert.ok(all.length >= 15, `${all.length} operations`);
  for (const one of all) {
    const { operationId } = one[2];
    if (publicCalls.includes(operationId) || localCalls.includes(operationId)) continue;
    const isSigned = signedCalls.includes(operationId);
    assert.equal(
      one[2]['x-access'] === 'public',
      isSigned,
      `is ${operationId} meant to be public?`,
    );
    const { status, text } = await call(one, {});
    assert.equal(status, 401, `${operationId}: ${status} ${text.slice(0, 300)}`);
  }
});

test('another enterprise sees nothing of this one, and changes nothing', async () => {
  const before = await (await operator(`/api/enterprises`)).text();
  for (const one of await operations()) {
    const { operationId } = one[2];
    if (publicCalls.includes(operationId) || localCalls.includes(operationId)) continue;
    const { status, text } = await call(one, { authorization: `Bearer ${token}` });
    const unsigned = status === 401 && signedCalls.includes(operationId);
    const hidden =
      unsigned || status === 403 || status === 404 || (status === 200 && !text.includes(theirs));
    assert.ok(hidden, `${operationId}: ${status} ${text.slice(0, 300)}`);
  }
  assert.equal(await (await operator(`/api/enterprises`)).text(), before);
});

test('a token that is not known is refused, not treated as nobody', async () => {
  const answer = await fetch(`${program.ready.origin}/api/machines`, {
    headers: { authorization: 'Bearer wrong' },
  });
  assert.equal(answer.status, 401);
  assert.match(await answer.text(), /access\.token-not-valid/);
});

test('a sign-in link works once', async () => {
  await operator('/api/session');
  const code = new URL(program.ready.signInLink).hash.slice(1);
  const again = await fetch(`${program.ready.origin}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  assert.equal(again.status, 401);
});
