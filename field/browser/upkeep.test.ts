// Upkeep of readings in a real browser, on the real program: readings corrected and undone, a policy with its preview before
// it is stored, a backup made and verified; empty states, both languages, both widths.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '../../server/src/testing/until.ts';
import { withoutBrowser } from '../testing/chromium.ts';
import { labelTroubles } from './labels.ts';
import { openHouse, signIn, type House, type Window } from './program.ts';

const shots = process.env['SHOTS_FOLDER'];

async function shoot(page: Page, name: string): Promise<void> {
  if (shots !== undefined) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
}

describe('upkeep in a browser', { skip: withoutBrowser }, () => {
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

  test('readings are corrected with a reason, and the correction is undone', async () => {
    await until('a machine', async () => {
      await page.goto(`${house.origin}/upkeep`);
      const empty = page.getByText('Nothing was corrected yet');
      return empty.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
    });
    await shoot(page, 'corrections-empty-en-1280');
    await page.getByRole('button', { name: 'Correct readings' }).click();
    const machine = page.getByLabel('Machine', { exact: true });
    await until('machines', async () => (await machine.locator('option').count()) > 1);
    await machine.selectOption({ index: 1 });
    const signal = page.getByLabel('Signal', { exact: true });
    await until('signals', async () => (await signal.locator('option').count()) > 1);
    await signal.selectOption({ index: 1 });
    await page.getByLabel('From (inclusive)').fill('2026-01-01T08:00:00');
    await page.getByLabel('To (exclusive)').fill('2026-01-01T09:00:00');
    await page.getByLabel('What is done').selectOption('quality');
    await page.getByLabel('Reason').fill('sensor was off');
    assert.deepEqual(await labelTroubles(page), []);
    await shoot(page, 'correct-en-1280');
    await page.getByRole('button', { name: 'Correct', exact: true }).click();
    const row = page.locator('tr[data-correction][data-state=counts]');
    await row.getByText('quality bad').waitFor();
    await row.getByText('2026-01-01 08:00:00', { exact: false }).waitFor();
    await row.getByRole('button', { name: 'Undo' }).click();
    await page.getByLabel('Why is it undone?').fill('it was on');
    await page.getByRole('button', { name: 'Undo the correction' }).click();
    await page.locator('tr[data-state=undone]').getByText('it was on').waitFor();
    await shoot(page, 'corrections-en-1280');
  });

  test('a policy shows what it would do before it is stored, and is applied', async () => {
    await page.goto(`${house.origin}/upkeep/retention`);
    await page.getByText('No policy yet').waitFor();
    await page.getByRole('button', { name: 'New policy' }).click();
    await page.getByLabel('Name in addresses').fill('all');
    await page.getByLabel('Name', { exact: true }).fill('A year');
    await page.getByLabel('Removed after so many days').fill('5');
    await page.getByRole('button', { name: 'What would it do?' }).click();
    await page.getByText('readings would be removed before they are due').waitFor();
    await page.getByLabel('Removed after so many days').fill('365');
    await page.getByRole('button', { name: 'What would it do?' }).click();
    await page.locator('[data-preview=all]').getByText('0 readings').first().waitFor();
    assert.deepEqual(await labelTroubles(page), []);
    await shoot(page, 'policy-en-1280');
    await page.getByRole('button', { name: 'Save the policy' }).click();
    await page.locator('[data-policy=all]').getByText('365 days').waitFor();
    await page.getByRole('button', { name: 'Apply now' }).click();
    await page.locator('[data-run=done]').waitFor();
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.locator('[data-preview=all]').waitFor();
    await shoot(page, 'retention-en-1280');
  });

  test('a backup is made and verified', async () => {
    await page.goto(`${house.origin}/upkeep/backups`);
    await page.getByText('No backup yet').waitFor();
    await page.getByRole('button', { name: 'Back up now' }).click();
    await page.locator('[data-backup][data-state=whole]').waitFor();
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText('files are as they were made').waitFor();
    assert.deepEqual(await labelTroubles(page), []);
    await shoot(page, 'backups-en-1280');
    await page.getByRole('button', { name: 'Restore' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
    await page.getByText('all others were there').waitFor();
    assert.deepEqual(window.complaints, []);
  });

  test('in Chinese, on a wide screen', async () => {
    const wide = await house.window({ locale: 'zh-CN', width: 1_920 });
    await signIn(house, wide);
    for (const [path, words] of [
      ['', '质量：无效'],
      ['/retention', '策略已执行'],
      ['/backups', '立即备份'],
    ] as const) {
      await wide.page.goto(`${house.origin}/upkeep${path}`);
      await wide.page.getByText(words).first().waitFor();
      assert.deepEqual(await labelTroubles(wide.page), []);
      await shoot(wide.page, `upkeep${path.replace('/', '-')}-zh-1920`);
    }
    assert.deepEqual(wide.complaints, []);
  });
});
