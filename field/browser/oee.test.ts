// OEE and calendars in a real browser, on the real program with its press: figures after a minute, their explanation,
// a reason that a person gives and takes back, a month and its pattern; both languages.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '../../server/src/testing/until.ts';
import { withoutBrowser } from '../testing/chromium.ts';
import { labelTroubles } from './labels.ts';
import { openHouse, signIn, type House, type Window } from './program.ts';

describe('OEE in a browser', { skip: withoutBrowser }, () => {
  let house: House;
  let window: Window;
  let page: Page;
  before(async () => {
    house = await openHouse();
    window = await house.window();
    page = window.page;
    await signIn(house, window);
  });
  after(async () => {
    await house?.close();
  });

  test('the press shows its figures by itself, and each is explained', async () => {
    await until('the press is set up', async () => {
      await page.goto(`${house.origin}/oee`);
      return page
        .locator('[data-figure=oee]')
        .waitFor({ timeout: 2_000 })
        .then(
          () => true,
          () => false,
        );
    });
    const oee = page.locator('[data-figure=oee]');
    await until('an OEE', async () => Number(await oee.getAttribute('data-value')) > 0, 60_000);
    assert.deepEqual(await labelTroubles(page), []);
    const machines = page.getByLabel('Machine', { exact: true }).locator('option');
    assert.match((await machines.first().textContent()) ?? '', /^.+ · 88\.118\.8\/M-press-01$/);
    await page.getByText(/^Days and shifts in .*UTC/).waitFor();
    await oee.click();
    const explained = page.locator('[data-explained=oee]');
    await explained.getByText('availability × effectiveness × quality').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.locator('svg[role=slider] rect[data-element=APT]').first().click();
    await page
      .locator('[data-chosen-state=APT]')
      .getByText(/rule \d of the mapping/)
      .waitFor();
  });

  test('a reason is given to the time before anything was known, and taken back', async () => {
    const stop = page.locator('[data-stop]').first();
    await stop.getByRole('button', { name: 'Give a reason' }).click();
    await page.getByLabel('Reason', { exact: true }).selectOption('service');
    await page.getByRole('button', { name: 'Save the reason' }).click();
    await page.locator('tr[data-reason=service]').waitFor();
    await page.locator('[data-stop]').first().getByRole('button', { name: 'Take back' }).click();
    await page.locator('tr[data-reason=service]').waitFor({ state: 'detached' });
  });

  test('a month with its shifts, and a pattern that is changed from a day on', async () => {
    await page.goto(`${house.origin}/calendars`);
    await page.locator('[data-day]').first().getByText('Early 06:00–14:00').waitFor();
    assert.deepEqual(await labelTroubles(page), []);
    await page.getByLabel('Holidays and other days').fill('2099-01-01 New Year / 元旦');
    await page.getByRole('button', { name: 'Save the calendar' }).click();
    await page.getByLabel('Month (2026-11)').fill('2099-01');
    await page.locator('[data-day="2099-01-01"]').getByText('New Year').waitFor();
    await page.getByLabel('Time zone').fill('Moon/Base');
    await page.getByRole('button', { name: 'Save the calendar' }).click();
    await page.getByText('is no time zone').waitFor();
    assert.deepEqual(window.complaints, []);
  });

  test('in Chinese, on a wide screen', async () => {
    const wide = await house.window({ locale: 'zh-CN', width: 1_920 });
    await signIn(house, wide);
    await wide.page.goto(`${house.origin}/oee`);
    await wide.page.getByRole('heading', { name: '设备综合效率' }).waitFor();
    await wide.page.locator('[data-figure=oee]').waitFor();
    assert.deepEqual(await labelTroubles(wide.page), []);
    await wide.page.goto(`${house.origin}/calendars`);
    await wide.page.locator('[data-day]').first().getByText('早班 06:00–14:00').waitFor();
    assert.deepEqual(await labelTroubles(wide.page), []);
    assert.deepEqual(wide.complaints, []);
  });
});
