// Exploring readings of the demonstration plant in a real browser: signals are found and drawn, a stretch is looked at
// and left again, figures, table, SQL and files; live lines grow; what is too much is refused with a way out; a link
// shows the same. Both languages.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '../../server/src/testing/until.ts';
import { withoutBrowser } from '../testing/chromium.ts';
import { labelTroubles } from './labels.ts';
import { openHouse, signIn, type House, type Window } from './program.ts';

const press = '88.118.8/M-press-01';
const force = `${press}/clamp_force`;
const shown = `/explore?s=${force}&s=${press}/screw_torque&s=${press}/execution&span=hour`;

describe('exploring readings in a browser', { skip: withoutBrowser }, () => {
  let house: House;
  let window: Window;
  let page: Page;
  before(async () => {
    house = await openHouse();
    window = await house.window();
    page = window.page;
    await signIn(house, window);
  });
  after(() => house?.close());

  const chart = () => page.locator('[data-span-chart]');
  const parameter = (name: string) => new URL(page.url()).searchParams.get(name);

  test('signals are found by words and drawn, and the address has them', async () => {
    await page.goto(`${house.origin}/explore`);
    await page.getByText('Choose signals to look at').waitFor();
    assert.deepEqual(await labelTroubles(page), []);
    await page.getByLabel('Name or path').fill('press clamp_f');
    await page.locator(`[data-found="${force}"] input`).check();
    await chart().locator('canvas').first().waitFor();
    assert.equal(parameter('s'), force);
    await page.locator(`[data-legend="${force}"]`).getByText('kN').waitFor();
    await page.getByRole('button', { name: 'Take 88.118.8/M-press-01 clamp_force off' }).click();
    await page.getByText('Choose signals to look at').waitFor();
  });

  test('a stretch is drawn with the mouse, moved with keys, and left again', async () => {
    await until('readings of the press', async () => {
      await page.goto(house.origin + shown);
      await chart().locator('canvas').first().waitFor();
      return (await page.getByText(/From [\d,]+ readings/).textContent()) !== 'From 0 readings';
    });
    await page.locator(`[data-strip="${press}/execution"] [data-state=ACTIVE]`).waitFor();
    assert.deepEqual(await labelTroubles(page), []);
    const box = await chart().locator('.u-over').first().boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + box.width / 2, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 2, box.y + 60, { steps: 5 });
    await page.mouse.up();
    await page.waitForURL((url) => url.searchParams.has('from'));
    const lengthMs = () => Date.parse(parameter('to') ?? '') - Date.parse(parameter('from') ?? '');
    const half = lengthMs();
    assert.ok(Math.abs(half / 1_800_000 - 1) < 0.05, `${half} ms of half an hour`);
    await chart().focus();
    await page.keyboard.press('+');
    await until('half of it', async () => Math.abs(lengthMs() / half - 0.5) < 0.01);
    // Panes that are made anew with the next answer have no cursor.
    await until('the cursor at the end', async () => {
      await page.keyboard.press('End');
      return page.getByText(/^At 20\d\d-/).isVisible();
    });
    await page.keyboard.press('Backspace');
    await until('the span before', async () => lengthMs() === half);
    await page.getByRole('button', { name: 'Back' }).click();
    await page.waitForURL((url) => url.searchParams.get('span') === 'hour');
  });

  test('live lines grow', async () => {
    await page.goto(`${house.origin}/explore?s=${force}&span=hour`);
    await page.getByLabel('Live').check();
    await page.getByText('live', { exact: true }).waitFor();
    assert.equal(parameter('live'), '1');
    const value = () => page.locator(`[data-legend="${force}"] output`).textContent();
    const first = await value();
    await page.locator('[data-span-chart] .u-over').hover();
    await until('another value', async () => {
      await page.mouse.move(0, 0);
      await page.keyboard.press('End');
      await chart().focus();
      await page.keyboard.press('Escape');
      return (await value()) !== first;
    });
  });

  test('figures, a table and SQL show the same readings, and files have addresses', async () => {
    await page.goto(house.origin + shown);
    await page.getByLabel('Figures').selectOption('1m');
    await chart().locator('canvas').first().waitFor();
    await page.getByRole('radiogroup').getByText('Table').click();
    await page.getByText(/^Rows 1–/).waitFor();
    assert.deepEqual(await labelTroubles(page), []);
    await page.getByRole('radiogroup').getByText('SQL').click();
    await page.getByRole('button', { name: 'Ask' }).click();
    await page.getByRole('cell', { name: force }).waitFor();
    assert.match(parameter('sql') ?? '', /^SELECT signal/);
    assert.deepEqual(await labelTroubles(page), []);
    await page.getByLabel('One SELECT statement').fill('DROP TABLE readings');
    await page.getByRole('button', { name: 'Ask' }).click();
    await page.getByRole('alert').waitFor();
    const file = await page.getByRole('link', { name: 'Readings as CSV' }).getAttribute('href');
    const answer = await page.request.get(file ?? '');
    assert.match(await answer.text(), /^signal,time,server_time,value,type,quality\r\n/);
    assert.deepEqual(window.complaints, []);
  });

  test('where readings are corrected is marked, and they are shown as measured', async () => {
    const now = Date.now();
    const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
    const body = {
      ...{ signal: force, from: at(-120), to: at(30), reason: 'a test' },
      change: { kind: 'value', value: 4_321 },
    };
    const made = await page.request.post(`${house.origin}/api/upkeep/corrections`, { data: body });
    assert.equal(made.status(), 200, await made.text());
    await page.goto(`${house.origin}/explore?s=${force}&s=${press}/execution&span=hour`);
    await page.getByText('Readings of clamp_force are corrected where the bar stands.').waitFor();
    const value = page.locator(`[data-legend="${force}"] output`);
    await value.getByText('4321').waitFor();
    assert.deepEqual(await labelTroubles(page), []);
    await page.getByLabel('As measured').check();
    await page.getByText(/^As measured; readings of clamp_force/).waitFor();
    await until('what was measured', async () => !(await value.textContent())?.includes('4321'));
    assert.equal(parameter('measured'), '1');
    await page.getByRole('radiogroup').getByText('Table').click();
    await page.getByRole('columnheader', { name: 'Corrected' }).waitFor();
    await page.locator('td[data-corrected="1"]').first().waitFor();
    const file = await page.getByRole('link', { name: 'Readings as CSV' }).getAttribute('href');
    assert.match(file ?? '', /asMeasured=true/);
    assert.deepEqual(window.complaints, []);
  });

  test('what would cost too much is refused with a way out', async () => {
    await page.route('**/api/query', (route) =>
      route.fulfill({
        status: 429,
        json: {
          ...{ code: 'query.too-many-readings', kind: 'exhausted' },
          message: { en: 'about 9000 readings', zh: '约 9000 条读数' },
          facts: { readings: 9_000, signals: 1, most: 1_000, hours: 0.5 },
        },
      }),
    );
    await page.goto(`${house.origin}/explore?s=${force}&span=hour`);
    await page.getByText('about 9000 readings').waitFor();
    await page.unroute('**/api/query');
    await page.getByRole('button', { name: 'Show the last 0.5 h of it' }).click();
    await chart().locator('canvas').first().waitFor();
    const lengthMs = Date.parse(parameter('to') ?? '') - Date.parse(parameter('from') ?? '');
    assert.equal(lengthMs, 1_800_000);
    await page.getByLabel(/^From \(/).waitFor();
    assert.deepEqual(await labelTroubles(page), []);
  });

  test('in Chinese, on a wide screen, from a link', async () => {
    const wide = await house.window({ locale: 'zh-CN', width: 1_920 });
    await signIn(house, wide);
    await wide.page.goto(house.origin + shown);
    await wide.page.getByRole('heading', { name: '数据分析' }).waitFor();
    await wide.page.locator('[data-span-chart] canvas').first().waitFor();
    assert.deepEqual(await labelTroubles(wide.page), []);
    assert.deepEqual(wide.complaints, []);
  });
});
