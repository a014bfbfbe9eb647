// A plant of one machine with three signals, beside one of another enterprise, and calls as the conformance suite of
// cesmii/i3X makes them.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { RunningProgram } from '../../../kernel/module/program.ts';
import { toColumns, type Reading } from '../../../stores/series/series.ts';
import { ask, openDoor, startModules } from '../../../testing/start-modules.ts';
import { assetsPort, type Asset, type Signal } from '../../assets/api.ts';
import { assetsModule } from '../../assets/module.ts';
import { queryModule } from '../../query/module.ts';
import { telemetryPort } from '../../telemetry/api.ts';
import { telemetryModule } from '../../telemetry/module.ts';
import { i3xModule } from '../module.ts';

export const machine = '88.118.8/M-1';
export const barrel = `${machine}/C-barrel`;
export const [temperature, mode, silent] = [`${barrel}/t`, `${machine}/mode`, `${machine}/silent`];
export const nowUs = Date.now() * 1_000;
export const bogus = 'no-such-element-7f3a9c';

export function reading(
  series: string,
  second: number,
  value: Reading['value'],
  quality: 0 | 1 | 2 = 2,
) {
  const sourceTimeUs = nowUs - 60_000_000 + second * 1_000_000;
  return { series, sourceTimeUs, serverTimeUs: sourceTimeUs, value, quality };
}

export async function platform(t: TestContext): Promise<RunningProgram> {
  const modules = [assetsModule, telemetryModule, queryModule, i3xModule, openDoor('platform')];
  const program = await startModules(t, { modules, roles: ['platform'] });
  const assets = program.port(assetsPort);
  const asset: Asset = {
    ...{ identifier: machine, kind: 'machine', machine, name: '压机 7', type: 'Device' },
    location: ['上海', '注塑'],
  };
  const component: Asset = {
    ...{ identifier: barrel, kind: 'component', machine, parent: machine },
    ...{ name: 'barrel', type: 'Heating' },
  };
  const common = { machine, subType: 'ACTUAL' } as const;
  const signals: Signal[] = [
    {
      ...{ ...common, identifier: temperature, asset: barrel, id: 't', name: 't' },
      ...{ kind: 'sample', type: 'TEMPERATURE', value: 'number', unitCode: 'Cel' },
    },
    {
      ...{ ...common, identifier: mode, asset: machine, id: 'mode', name: 'mode' },
      ...{ kind: 'event', type: 'CONTROLLER_MODE', value: 'text' },
    },
    {
      ...{ ...common, identifier: silent, asset: machine, id: 'silent', name: 'silent' },
      ...{ kind: 'sample', type: 'LOAD', value: 'number' },
    },
  ];
  await assets.put({ machine: asset, components: [component], signals });
  const other: Asset = { ...asset, identifier: '88.118.9/M-2', machine: '88.118.9/M-2' };
  await assets.put({ machine: other, components: [], signals: [] });
  await program
    .port(telemetryPort)
    .append(
      toColumns([
        reading(temperature, 0, 20.5),
        reading(temperature, 1, 21),
        reading(mode, 0, 'AUTO'),
      ]),
    );
  return program;
}

export type Item = {
  success: boolean;
  elementId: string;
  subscriptionId: string;
  result: Record<string, unknown>;
  responseDetail?: { title: string; status: number; detail: string };
};
export type Body = {
  success: boolean;
  result: unknown;
  results: Item[];
  responseDetail?: Item['responseDetail'];
};

/** A call as the suite makes it. */
export function caller(program: RunningProgram, as = '88.118.8') {
  return async (method: string, path: string, body?: object) => {
    const answer = await ask(program, `/i3x/v1${path}`, {
      ...{ method, as, headers: { 'content-type': 'application/json' } },
      ...(body === undefined ? {} : { body }),
    });
    return { status: answer.status, ...(answer.body as unknown as Body) };
  };
}

/** As many items as ids, in their order; those that are not there have a 404 of their own. */
export function isBulk(
  body: Body,
  ids: readonly string[],
  key: 'elementId' | 'subscriptionId' = 'elementId',
) {
  assert.deepEqual(
    body.results.map((item) => item[key]),
    ids,
  );
  for (const item of body.results) {
    assert.equal(item.success, !item[key].startsWith('no-such'));
    if (!item.success) assert.equal(item.responseDetail?.status, 404);
  }
  assert.equal(
    body.success,
    body.results.every(({ success }) => success),
  );
}

export type Shown = {
  elementId: string;
  displayName: string;
  typeElementId: string;
  parentId: string | null;
  isComposition: boolean;
  metadata?: {
    typeNamespaceUri: string;
    sourceTypeId: string;
    relationships: Record<string, string[]>;
  };
};
