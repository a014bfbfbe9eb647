// Setting up in a real browser on the real program: how a machine's states are known, articles, reasons and meters, each
// with what is wrong in a line of its own; types of assets with their versions. Both languages.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { withoutBrowser } from '../testing/chromium.ts';
import { labelTroubles } from './labels.ts';
import { openHouse, signIn, type House, type Window } from './program.ts';

const press = '88.118.8/M-press-01';

describe('setting up in a browser', { skip: withoutBrowser }, () => {
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

  const panel = (name: string) => page.getByRole('region', { name, exact: true });

  test('a machine takes a rule more, and one that is wrong is named by the server', async () => {
    await page.goto(`${house.origin}/oee/setup/${press}`);
    const own = panel('States and parts');
    await own.getByLabel('When of rule 1', { exact: true }).waitFor();
    assert.deepEqual(await labelTroubles(page), []);
    await own.getByRole('button', { name: 'Add a rule' }).click();
    await own.getByText('a rule needs a condition and a state').waitFor();
    const rules = await own.getByLabel(/^When of rule/).count();
    await own.getByLabel(`When of rule ${rules}`, { exact: true }).fill('moon == 1');
    await own.getByRole('button', { name: 'Save the settings' }).click();
    await own.getByText(`rule ${rules}:`).waitFor();
    await own.getByRole('button', { name: `Remove rule ${rules}` }).click();
    await own.getByLabel('Micro-stops are shorter than (seconds)').fill('7.5');
    await own.getByRole('button', { name: 'Save the settings' }).click();
    await own.getByRole('heading', { name: 'Saved' }).waitFor();
    await page.reload();
    const again = own.getByLabel('Micro-stops are shorter than (seconds)');
    await again.waitFor();
    assert.equal(await again.inputValue(), '7.5');
    await own.getByText('Versions (2)').waitFor();
  });

  test('an article with its ideal cycle, and a reason below another', async () => {
    const articles = panel('Articles and their ideal cycles');
    await articles.getByRole('button', { name: 'Add an article or cycle' }).click();
    const line = await articles.getByLabel(/^Identifier of article/).count();
    await articles.getByLabel(`Identifier of article ${line}`, { exact: true }).fill('cover');
    const seconds = articles.getByLabel(`Seconds a part of article ${line}`, { exact: true });
    await seconds.fill('fast');
    await articles.getByText(`Line ${line}: “fast” is no ideal cycle of cover`).waitFor();
    await seconds.fill('2.5');
    await articles.getByRole('button', { name: 'Save the articles' }).click();
    await articles.getByRole('heading', { name: 'Saved' }).waitFor();
    const reasons = panel('Reasons for stops');
    const before = await reasons.getByLabel(/^Identifier of reason/).count();
    await reasons.getByRole('button', { name: 'Add a reason' }).click();
    const at = before + 1;
    await reasons.getByLabel(`Identifier of reason ${at}`, { exact: true }).fill('tea');
    await reasons.getByLabel(`English name of reason ${at}`, { exact: true }).fill('Tea');
    await reasons.getByLabel(`Chinese name of reason ${at}`, { exact: true }).fill('茶歇');
    await reasons.getByLabel(`Below of reason ${at}`, { exact: true }).selectOption({ index: 1 });
    await reasons.getByRole('button', { name: 'Save the reasons' }).click();
    await reasons.getByRole('heading', { name: 'Saved' }).waitFor();
  });

  test('a place without meters says so, and a meter needs a signal', async () => {
    const meters = panel('Energy meters');
    await meters.getByText('No meter yet').waitFor();
    await meters.getByText('Add the main meter first').waitFor();
    await meters.getByRole('button', { name: 'Add a meter' }).click();
    await meters.getByText('Line 1: choose the signal of the meter').waitFor();
    assert.deepEqual(await labelTroubles(page), []);
    assert.deepEqual(window.complaints, []);
  });

  test('a type is made, a version is looked at before it is made, and taken', async () => {
    await page.goto(`${house.origin}/asset-tree/types`);
    await page.getByRole('heading', { name: 'No type yet' }).waitFor();
    await page.getByRole('button', { name: 'New type' }).click();
    await page.getByText('The type needs a name').waitFor();
    await page.getByLabel('Name of the type').fill('Press');
    await page.getByRole('button', { name: 'Add an attribute' }).click();
    await page.getByText('Line 1: the attribute has no name').waitFor();
    await page.getByLabel('Name of attribute 1', { exact: true }).fill('clampForce');
    await page.getByLabel('Unit (UCUM) of attribute 1', { exact: true }).fill('kN');
    assert.deepEqual(await labelTroubles(page), []);
    await page.getByRole('button', { name: 'Make the type' }).click();
    const type = panel('Press');
    await type.getByText('1 attributes, 0 signals: clampForce [kN]').waitFor();
    await type.getByRole('button', { name: 'New version' }).click();
    await type.getByLabel('Required of attribute 1', { exact: true }).check();
    await type.getByRole('button', { name: 'See what it would break' }).click();
    await type.getByText('0 of 0 assets would not fit.').waitFor();
    await type.getByRole('button', { name: 'Make the version' }).click();
    await type.locator('[data-version="2"]').waitFor();
    await type.getByRole('button', { name: 'All assets take version 2' }).click();
    await type.getByText('0 of 0 assets would not fit.').waitFor();
    await page.goto(`${house.origin}/asset-tree/${press}`);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByLabel('Asset type', { exact: true }).selectOption({ label: 'Press' });
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('The attribute clampForce is missing.').waitFor();
    assert.deepEqual(window.complaints, []);
  });

  test('in Chinese, on a wide screen', async () => {
    const wide = await house.window({ locale: 'zh-CN', width: 1_920 });
    await signIn(house, wide);
    await wide.page.goto(`${house.origin}/oee/setup/${press}`);
    await wide.page.getByRole('button', { name: '保存设置' }).waitFor();
    await wide.page.getByText('尚无计量表').waitFor();
    assert.deepEqual(await labelTroubles(wide.page), []);
    await wide.page.goto(`${house.origin}/asset-tree/types`);
    await wide.page.getByRole('button', { name: '全部资产采用版本 2' }).waitFor();
    assert.deepEqual(await labelTroubles(wide.page), []);
    assert.deepEqual(wide.complaints, []);
  });
});
