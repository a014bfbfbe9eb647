// Machines live in a real browser on the real program: values, charts, cycles, and a restart between.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '../../server/src/testing/until.ts';
import { withoutBrowser } from '../testing/chromium.ts';
import { labelTroubles } from './labels.ts';
import { openHouse, signIn, type House, type Window } from './program.ts';

const press = '/machines/88.118.8/M-press-01';

describe('machines in a browser', { skip: withoutBrowser }, () => {
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

  test('the list shows every machine with its connection and state', async () => {
    await page.goto(`${house.origin}/machines`);
    const row = page.locator('tr[data-machine="88.118.8/M-press-01"]');
    await row.getByText('connected', { exact: true }).waitFor();
    await row.getByText('available', { exact: true }).waitFor();
    await row.getByText(/^MTConnect adapter \(SHDR\) 127/).waitFor();
    assert.deepEqual(await labelTroubles(page), []);
    await row.getByRole('link', { name: 'press' }).click();
    await page.waitForURL(house.origin + press);
  });

  test('values change in place', async () => {
    await page.goto(house.origin + press);
    await valuesChange(page);
    assert.deepEqual(await labelTroubles(page), []);
  });

  test('the chart draws what is chosen and remembers the choice', async () => {
    await page.goto(house.origin + press);
    await page.locator('[data-chart] canvas').first().waitFor();
    await until('lines on the chart', () => chartIsDrawn(page));
    const torque = page.getByRole('button', { name: /^screw_torque/ });
    assert.equal(await torque.getAttribute('aria-pressed'), 'false');
    await torque.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Take screw_torque off the chart' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Take screw_torque off the chart' }).waitFor();
  });

  test('signals are told in Chinese to a reader of Chinese', async () => {
    const { page: chinese, ...rest } = await house.window({ locale: 'zh-CN' });
    await signIn(house, { page: chinese, ...rest });
    await chinese.goto(house.origin + press);
    const available = chinese.locator('[data-signal=avail]');
    await available.getByText('可用', { exact: true }).waitFor();
    await available.getByText('可用性', { exact: true }).waitFor();
    await chinese.getByLabel('按名称、类型或部件筛选').fill('扭矩');
    await chinese.locator('[data-signal=screw_torque]').waitFor();
    const height = await chinese.evaluate<number>('document.documentElement.scrollHeight');
    assert.equal(height, 800, 'only the list of signals scrolls');
  });

  test('the filter leaves what fits', async () => {
    await page.goto(house.origin + press);
    const filter = page.getByLabel('Filter by name, type or component');
    await filter.fill('screw torque');
    await until('fewer signals', async () => (await page.locator('[data-signal]').count()) <= 4);
    await filter.fill('there is no such thing');
    await page.getByText('No signal matches').waitFor();
  });

  test('a lens leads to the chart of its very cycle, and back to live', async () => {
    await until('the first lens', async () => {
      return (await fetch(`${house.origin}/api/handles/88.118.8/L-100001`)).status === 200;
    });
    await page.goto(`${house.origin}/resolve/88.118.8/L-100001`);
    await page.getByRole('link', { name: /^Chart of this very cycle/ }).click();
    await page.waitForURL((url) => url.searchParams.get('part') === '88.118.8/L-100001');
    await page.getByRole('heading', { name: 'Trend of one cycle' }).waitFor();
    await until('lines on the chart', () => chartIsDrawn(page));
    await page.getByRole('link', { name: 'Back to live' }).click();
    await page.getByRole('heading', { name: 'Trend', exact: true }).waitFor();
    assert.equal(new URL(page.url()).search, '');
  });

  test('a machine that is not there is said so', async () => {
    await page.goto(`${house.origin}/machines/88.118.8/M-none`);
    await page.getByRole('heading', { name: 'There is no such machine' }).waitFor();
  });

  test('the stream comes back by itself after the program was restarted', async () => {
    await page.goto(house.origin + press);
    await page.locator('[data-stream=live]').waitFor();
    await house.stop();
    await page.getByRole('heading', { name: 'The live stream is interrupted' }).waitFor();
    await page.getByText(/Connecting again in \d+ s/).waitFor();
    await house.start();
    await page.locator('[data-stream=live]').waitFor({ timeout: 30_000 });
    assert.equal(await page.getByText('The live stream is interrupted').count(), 0);
    await valuesChange(page);
  });

  test('nothing complained on the way', () => {
    assert.deepEqual(window.complaints, []);
  });
});

async function valuesChange(page: Page): Promise<void> {
  const cell = page.locator('[data-signal=power] [data-quality]');
  await cell.waitFor();
  const seen = new Set<string>();
  await until('three different values', async () => {
    seen.add(await cell.innerText());
    return seen.size >= 3;
  });
}

/** True when some canvas has pixels of a line's colour. */
function chartIsDrawn(page: Page): Promise<boolean> {
  return page.evaluate<boolean>(`(() => {
    const wanted = getComputedStyle(document.documentElement).getPropertyValue('--line-1').trim();
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(wanted.slice(at, at + 2), 16));
    return [...document.querySelectorAll('[data-chart] canvas')].some((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4) {
        if (data[i] === red && data[i + 1] === green && data[i + 2] === blue) count += 1;
      }
      return count > 50;
    });
  })()`);
}
