// Real recordings: the states and parts of an Okuma turn-mill, and 1,451 moulding cycles with their quality, against
// figures computed by hand from the files.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { epochUsOf } from '../../wire/iso-time.ts';
import type { MachineSettings } from './api.ts';
import {
  enterprise,
  machine,
  PlantUnderTest,
  type ToldReading,
} from './testing/plant-under-test.ts';

const data = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url));
const skip = existsSync(data) ? false : 'skipped: ../shared/data is absent';

const keys = ['avail', 'estop', 'pmode', 'pexecution', 'ppartcount'];

function okuma(): ToldReading[] {
  const lines = readFileSync(`${data}mtconnect-okuma/okuma.shdr.txt`, 'utf8').split('\n');
  return lines.flatMap((line) => {
    const [time = '', ...fields] = line.split('|');
    const at = epochUsOf(time);
    if (at === undefined) return [];
    return fields.flatMap((key, i): ToldReading[] =>
      i % 2 === 0 && keys.includes(key) ? [[key, at, fields[i + 1] ?? '']] : [],
    );
  });
}

test(
  'an Okuma turn-mill: production by its execution, unknown before and where it was silent',
  { skip },
  async (t) => {
    const plant = await PlantUnderTest.start(t, {});
    await plant.describe([
      { id: 'avail', type: 'AVAILABILITY', value: 'text' },
      { id: 'estop', type: 'EMERGENCY_STOP', value: 'text' },
      { id: 'pmode', type: 'CONTROLLER_MODE', value: 'text' },
      { id: 'pexecution', type: 'EXECUTION', value: 'text' },
      { id: 'ppartcount', type: 'PART_COUNT', value: 'number' },
    ]);
    await plant.tell(okuma());
    const { templates } = (await plant.ok(`/api/oee/mappings?machine=${machine}`)) as {
      templates: { id: string; fitted?: MachineSettings['mapping'] }[];
    };
    assert.equal(templates.find(({ id }) => id === 'opc-40001-1')?.fitted, undefined);
    const mapping = templates.find(({ id }) => id === 'mtconnect')?.fitted;
    assert.ok(mapping);
    await plant.putMachine({
      ...{ mapping, microStopMs: 0, silenceMs: 700_000 },
      counts: [{ from: 'counter', signal: `${machine}/ppartcount`, quantity: 'produced' }],
    });
    const span = ['2022-08-08T13:30:00Z', '2022-08-08T14:40:00Z'] as const;
    const row = await plant.row(...span);
    // pexecution ACTIVE until PROGRAM_COMPLETED, microseconds cut off as in the file:
    //   13:37:22.795950 – 13:47:27.758629   604.962679 s
    //   13:51:36.771173 – 13:54:43.500799   186.729626 s
    //   13:57:44.329233 – 13:58:01.081132    16.751899 s
    //   14:21:10.510719 – 14:30:19.442601   548.931882 s     together 1,357.376086 s
    assert.equal(row.timesUs.APT, 1_357_376_086);
    // Unknown: 13:30:00 – 13:37:18.850148 before the first word, 438.850148 s; and between the last word of the third
    // session, READY at 13:58:01.320301, and the first of the fourth, 14:21:07.643682: 1,386.323381 s.
    assert.equal(row.timesUs.UNKNOWN, 438_850_148 + 1_386_323_381);
    assert.equal(row.timesUs.ADOT, 4_200_000_000 - 1_357_376_086 - 1_825_173_529);
    // Counts 0 1 | 0 1 | 0 1 | 2 3: set back twice, to nothing.
    assert.deepEqual(row.counts, { produced: 5, good: 5, scrap: 0, rework: 0 });
    // 1,357.376086 / (4,200 − 1,825.173529) = 1,357.376086 / 2,374.826471
    assert.equal(row.figures.availability, 1_357_376_086 / 2_374_826_471);
    assert.equal(row.figures.quality, 1);
    assert.deepEqual([row.figures.effectiveness, row.figures.oee], [null, null]);
    assert.deepEqual(row.flags, ['no-ideal-cycle', 'time-unknown']);
    // It stands before and after each of the four runs; the second waits in one piece after the first, the third after
    // the second, the fourth after silence.
    assert.equal(row.stops, 6);

    const query = new URLSearchParams({ identifier: machine, from: span[0], to: span[1] });
    const explained = (await plant.ok(`/api/oee/explain?${query}`)) as {
      row: typeof row;
      intervals: {
        us: number;
        element: string;
        by: string;
        cause?: { signal: string; time: string };
      }[];
      counts: { at: string; produced: number }[];
      formulas: { name: string; operands: Record<string, number>; value: number }[];
    };
    assert.deepEqual({ ...explained.row, key: 'total' }, row);
    const produced = explained.intervals.filter(({ element }) => element === 'APT');
    assert.deepEqual(
      produced.map(({ cause }) => cause?.time),
      [
        ...['2022-08-08T13:37:22.795950Z', '2022-08-08T13:51:36.771173Z'],
        ...['2022-08-08T13:57:44.329233Z', '2022-08-08T14:21:10.510719Z'],
      ],
    );
    assert.ok(produced.every(({ cause }) => cause?.signal === `${machine}/pexecution`));
    assert.ok(explained.intervals.some(({ by }) => by === 'silent'));
    assert.equal(explained.counts.length, 5);
    const availability = explained.formulas.find(({ name }) => name === 'availability');
    assert.deepEqual(availability?.operands, {
      APT: 1_357.376086,
      UNKNOWN: 1_825.173529,
      PBT: 4_200,
    });
  },
);

test(
  '1,451 moulding cycles: quality by class, and an ideal cycle that is too long is flagged',
  { skip },
  async (t) => {
    const plant = await PlantUnderTest.start(t, {});
    await plant.describe([
      { id: 'state', type: 'MachineryItemState', value: 'text' },
      { id: 'mode', type: 'MachineryOperationMode', value: 'text' },
      { id: 'class', type: 'QUALITY_CLASS', value: 'number' },
    ]);
    const begunUs = Date.UTC(2026, 2, 2) * 1_000;
    let atUs = begunUs;
    const cycles = readFileSync(`${data}moulding/data.csv`, 'utf8').trim().split('\n').slice(1);
    const classes = cycles.map((line): ToldReading => {
      const fields = line.split(';');
      atUs += Math.round(Number(fields[4]) * 1_000_000);
      return ['class', atUs - 1, Number(fields[13])];
    });
    await plant.tell([
      ...[['state', begunUs, 'Executing'] as const, ['mode', begunUs, 'Processing'] as const],
      ...classes,
      ['state', atUs, 'NotExecuting'],
    ]);
    const { templates } = (await plant.ok(`/api/oee/mappings?machine=${machine}`)) as {
      templates: { id: string; fitted?: MachineSettings['mapping'] }[];
    };
    const mapping = templates.find(({ id }) => id === 'opc-40001-1')?.fitted;
    assert.ok(mapping);
    const count = {
      from: 'reading',
      signal: `${machine}/class`,
      scrapWhen: 'value < 1.5',
    } as const;
    await plant.putMachine({
      mapping,
      microStopMs: 0,
      counts: [count],
      article: { fixed: 'lens' },
    });
    const cycleOf = (seconds: number) =>
      plant.ok(`/api/oee/articles/${enterprise}`, 'PUT', {
        articles: [{ id: 'lens', cycles: [{ from: '2026-01-01T00:00:00Z', seconds }] }],
      });
    await cycleOf(74.78);
    const span = ['2026-03-02T00:00:00Z', '2026-03-03T12:00:00Z'] as const;
    const row = await plant.row(...span);
    // Classes of the file: 370 of class 1 (waste), 406 of 2, 310 of 3, 365 of 4.
    assert.deepEqual(row.counts, { produced: 1_451, good: 1_081, scrap: 370, rework: 0 });
    assert.equal(row.figures.quality, 1_081 / 1_451);
    // The sum of its cycle times is 109,142.47 s, each here to the microsecond.
    assert.ok(Math.abs(row.timesUs.APT - 109_142_470_000) < 1_451, String(row.timesUs.APT));
    // 36 h are 129,600 s; the rest it waited to be given work: NotExecuting with mode Processing.
    assert.equal(row.timesUs.ADET, 129_600_000_000 - row.timesUs.APT);
    // 1,451 × 74.78 s = 108,505.78 s.
    assert.equal(row.idealUs, 108_505_780_000);
    assert.equal(row.figures.effectiveness, 108_505_780_000 / row.timesUs.APT);
    assert.deepEqual(row.flags, []);
    await cycleOf(75.5);
    const wrong = await plant.row(...span);
    assert.ok((wrong.figures.effectiveness ?? 0) > 1.003);
    assert.deepEqual(wrong.flags, ['wrong-ideal-cycle']);
    const days = await plant.rows(...span, 'day');
    assert.deepEqual(
      days.map(({ key }) => key),
      ['2026-03-02', '2026-03-03'],
    );
    assert.equal(
      days.reduce((sum, one) => sum + one.timesUs.APT, 0),
      wrong.timesUs.APT,
    );
  },
);
