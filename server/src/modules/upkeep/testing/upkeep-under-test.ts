// A program with one machine whose readings a test tells, on real stores, with a clock that the test sets.
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Settings } from '../../../kernel/config/load.ts';
import type { Module } from '../../../kernel/module/module.ts';
import type { RunningProgram } from '../../../kernel/module/program.ts';
import type { World } from '../../../kernel/world/world.ts';
import { realWorld } from '../../../kernel/world/real/world.ts';
import { seriesPort } from '../../../stores/ports.ts';
import { quality, toColumns, type ReadingValue } from '../../../stores/series/series.ts';
import { ask, openDoor, startModules } from '../../../testing/start-modules.ts';
import { assetsPort, type Signal } from '../../assets/api.ts';
import { assetsModule } from '../../assets/module.ts';
import { calendarModule } from '../../calendar/module.ts';
import { oeeModule } from '../../oee/module.ts';
import { queryModule } from '../../query/module.ts';
import { telemetryPort } from '../../telemetry/api.ts';
import { telemetryModule } from '../../telemetry/module.ts';
import { upkeepModule } from '../module.ts';

export const enterprise = '88.118.8';
export const other = '88.118.9';
export const machine = `${enterprise}/M-1`;
export const dayUs = 86_400_000_000;
export const dayMs = 86_400_000;

/** The test's own, until it goes on with `run`. */
export class SetClock {
  nowMs: number;
  monotonic = 0;

  constructor(startMs: number) {
    this.nowMs = startMs;
  }

  /** Time passes, or (by `steps`) somebody sets the clock. */
  pass(ms: number): void {
    this.nowMs += ms;
    this.monotonic += ms;
  }

  steps(ms: number): void {
    this.nowMs += ms;
  }

  get world(): World {
    const clock: World['clock'] = {
      now: () => this.nowMs,
      monotonicMs: () => this.monotonic,
      after: (delayMs, work) => realWorld.clock.after(delayMs, work),
    };
    return { ...realWorld, clock };
  }
}

export const upkeepModules: readonly Module[] = [
  ...[assetsModule, telemetryModule, calendarModule, queryModule, oeeModule],
  ...[upkeepModule, openDoor('platform')],
];

export class UpkeepUnderTest {
  readonly program: RunningProgram;

  constructor(program: RunningProgram) {
    this.program = program;
  }

  static async start(
    t: TestContext,
    given: { folder?: string; clock?: SetClock; settings?: Settings } = {},
  ): Promise<UpkeepUnderTest> {
    const { folder, clock, settings = {} } = given;
    const program = await startModules(t, {
      ...{ modules: upkeepModules, roles: ['platform'] },
      settings: { calendar: { zone: 'Asia/Shanghai' }, ...settings },
      ...(folder === undefined ? {} : { folder }),
      ...(clock === undefined ? {} : { world: clock.world }),
    });
    return new UpkeepUnderTest(program);
  }

  async describe(
    signals: readonly Pick<Signal, 'id' | 'type' | 'value'>[],
    of: string = machine,
  ): Promise<void> {
    await this.program.port(assetsPort).put({
      machine: { identifier: of, kind: 'machine', machine: of, name: of, type: 'x' },
      components: [],
      signals: signals.map((one) => ({
        ...{ ...one, identifier: `${of}/${one.id}`, machine: of, asset: of, name: one.id },
        kind: 'event',
      })),
    });
  }

  async tell(
    readings: readonly (readonly [id: string, timeUs: number, value: ReadingValue])[],
    of: string = machine,
  ): Promise<void> {
    const rows = readings.map(([id, sourceTimeUs, value]) => ({
      ...{ series: `${of}/${id}`, sourceTimeUs, serverTimeUs: sourceTimeUs },
      ...{ value, quality: quality.good },
    }));
    await this.program.port(telemetryPort).append(toColumns(rows));
  }

  async values(id: string, of: string = machine): Promise<readonly ReadingValue[]> {
    const span = { fromUs: 0, toUs: 8_000_000_000_000_000, limit: 100_000 };
    const found = await this.program.port(seriesPort).range({ series: [`${of}/${id}`], ...span });
    return found.map(({ value }) => value);
  }

  async ok<T = Record<string, unknown>>(
    path: string,
    given: { method?: string; body?: unknown; as?: string } = {},
  ): Promise<T> {
    const answer = await ask(this.program, path, { as: enterprise, ...given });
    assert.equal(answer.status, 200, `${given.method ?? 'GET'} ${path}: ${answer.text}`);
    return answer.body as T;
  }

  async refused(
    path: string,
    given: { method?: string; body?: unknown; as?: string } = {},
  ): Promise<{ status: number; code: string; text: string }> {
    const answer = await ask(this.program, path, { as: enterprise, ...given });
    assert.ok(answer.status >= 400, `${path}: ${answer.status} ${answer.text}`);
    return { status: answer.status, code: String(answer.body['code']), text: answer.text };
  }
}
