// A program with one machine whose readings a test tells, on real stores, with a clock that the test sets.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { RunningProgram } from '../../../kernel/module/program.ts';
import { realWorld } from '../../../kernel/world/real/world.ts';
import type { World } from '../../../kernel/world/world.ts';
import { quality, toColumns, type Reading } from '../../../stores/series/series.ts';
import { ask, openDoor, startModules } from '../../../testing/start-modules.ts';
import { assetsPort, type Asset, type Signal } from '../../assets/api.ts';
import { assetsModule } from '../../assets/module.ts';
import { calendarModule } from '../../calendar/module.ts';
import { telemetryPort } from '../../telemetry/api.ts';
import { telemetryModule } from '../../telemetry/module.ts';
import type { MachineSettings } from '../api.ts';
import { oeeModule } from '../module.ts';
import type { FigureRow } from '../route-schemas.ts';

export const enterprise = '88.118.8';
export const machine = `${enterprise}/M-1`;
export const modules = [
  ...[assetsModule, telemetryModule, calendarModule, oeeModule],
  openDoor('platform'),
];

/** `[signal id, ISO time or microseconds, value]` */
export type ToldReading = readonly [string, string | number, Reading['value']];

export class PlantUnderTest {
  readonly program: RunningProgram;

  constructor(program: RunningProgram) {
    this.program = program;
  }

  static async start(
    t: TestContext,
    given: { folder?: string; now?: () => number },
  ): Promise<PlantUnderTest> {
    const { now = () => realWorld.clock.now(), folder } = given;
    const clock: World['clock'] = {
      now,
      monotonicMs: () => realWorld.clock.monotonicMs(),
      after: (delayMs, work) => realWorld.clock.after(delayMs, work),
    };
    const program = await startModules(t, {
      ...{ modules, roles: ['platform'], world: { ...realWorld, clock } },
      settings: { calendar: { zone: 'UTC' } },
      ...(folder === undefined ? {} : { folder }),
    });
    return new PlantUnderTest(program);
  }

  async describe(
    signals: readonly Pick<Signal, 'id' | 'type' | 'value' | 'unitCode'>[],
  ): Promise<void> {
    const asset: Asset = { identifier: machine, kind: 'machine', machine, name: 'm', type: 'x' };
    await this.program.port(assetsPort).put({
      ...{ machine: asset, components: [] },
      signals: signals.map((one) => ({
        ...one,
        ...{ identifier: `${machine}/${one.id}`, machine, asset: machine, name: one.id },
        kind: 'event',
      })),
    });
  }

  async tell(readings: readonly ToldReading[]): Promise<void> {
    const rows = readings.map(([id, at, value]): Reading => {
      const sourceTimeUs = typeof at === 'number' ? at : Date.parse(at) * 1_000;
      const series = `${machine}/${id}`;
      return { series, sourceTimeUs, serverTimeUs: sourceTimeUs, value, quality: quality.good };
    });
    await this.program.port(telemetryPort).append(toColumns(rows));
  }

  async ok(path: string, method = 'GET', body?: unknown): Promise<Record<string, unknown>> {
    const answer = await ask(this.program, path, { method, as: enterprise, body });
    assert.equal(answer.status, 200, `${method} ${path}: ${answer.text}`);
    return answer.body;
  }

  putMachine(settings: MachineSettings, more: object = {}): Promise<Record<string, unknown>> {
    return this.ok(`/api/oee/machines/${machine}`, 'PUT', { settings, ...more });
  }

  async rows(from: string, to: string, by = 'total'): Promise<FigureRow[]> {
    const query = new URLSearchParams({ identifier: machine, from, to, by });
    return (await this.ok(`/api/oee/figures?${query}`))['rows'] as FigureRow[];
  }

  async row(from: string, to: string): Promise<FigureRow> {
    const [row] = await this.rows(from, to);
    assert.ok(row);
    return row;
  }
}

/** Runs while `run` is `ACTIVE`, stands otherwise; parts by a counter. */
export const simple: MachineSettings = {
  mapping: {
    inputs: [{ name: 'run', signal: `${machine}/run` }],
    rules: [{ when: 'run == "ACTIVE"', is: 'APT' }],
    otherwise: 'ADET',
  },
  microStopMs: 0,
  counts: [{ from: 'counter', signal: `${machine}/parts`, quantity: 'produced' }],
  article: { fixed: 'lens' },
};

export const simpleSignals = [
  { id: 'run', type: 'EXECUTION', value: 'text' },
  { id: 'parts', type: 'PART_COUNT', value: 'number' },
] as const;
