// The tree of assets in a real browser on the real program: the plant stands in its places, a person adds, renames,
// moves and undoes, hangs a photo on a machine, and imports a table after seeing what it would do.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { withoutBrowser } from '../testing/chromium.ts';
import { labelTroubles } from './labels.ts';
import { openHouse, signIn, type House, type Window } from './program.ts';

const press = '88.118.8/M-press-01';
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('assets in a browser', { skip: withoutBrowser }, () => {
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

  const row = (name: string) => page.locator('[data-asset]').filter({ hasText: name }).first();

  test('machines stand in the places that their sources name', async () => {
    await page.goto(`${house.origin}/asset-tree`);
    await row('Demonstration').getByRole('button').click();
    await row('Moulding').getByRole('button').click();
    await row('Line 1').getByRole('button').click();
    await page.locator(`[data-asset="${press}"]`).getByRole('link').click();
    await page.waitForURL(`${house.origin}/asset-tree/${press}`);
    await page.locator(`[data-detail="${press}"] nav`).getByText('Moulding').waitFor();
    await page.locator('[data-signal=clamp_force]').getByText('kN').waitFor();
    assert.deepEqual(await labelTroubles(page), []);
    assert.deepEqual(window.complaints, []);
  });

  test('a place is made, a machine moved into it, and undone', async () => {
    await page.goto(`${house.origin}/asset-tree/88.118.8`);
    await page.getByRole('button', { name: 'Add below' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Suzhou');
    assert.deepEqual(await labelTroubles(page), []);
    await page.getByRole('button', { name: 'Make' }).click();
    await page.getByRole('heading', { name: /^Suzhou/ }).waitFor();
    await page.goto(`${house.origin}/asset-tree/${press}`);
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Press seven');
    await page.getByLabel('Move to').selectOption({ label: 'Suzhou · Site' });
    assert.deepEqual(await labelTroubles(page), []);
    await page.getByRole('button', { name: 'Save' }).click();
    const detail = page.locator(`[data-detail="${press}"]`);
    await detail.getByRole('heading', { name: /^Press seven/ }).waitFor();
    await detail.locator('nav').first().getByText('Suzhou').waitFor();
    await detail.getByRole('button', { name: 'Undo', exact: true }).click();
    await detail.locator('nav').first().getByText('Moulding').waitFor();
  });

  test('a photo is added, and what is no document is refused with the reason', async () => {
    await page.goto(`${house.origin}/asset-tree/${press}`);
    const input = page.locator('input[type=file]');
    await input.setInputFiles({ name: 'rear.png', mimeType: 'image/png', buffer: png });
    const image = page.locator('[data-document="rear.png"] img');
    await image.waitFor();
    await image.evaluate((element) => (element as unknown as { decode(): Promise<void> }).decode());
    const html = Buffer.from('<html><script>1</script>');
    await input.setInputFiles({ name: 'x.pdf', mimeType: 'application/pdf', buffer: html });
    await page.getByText('is not a kind of file that is kept here').waitFor();
    assert.deepEqual(await labelTroubles(page), []);
  });

  test('removing says what would be lost before anything is', async () => {
    await page.goto(`${house.origin}/asset-tree/${press}`);
    await page.getByRole('button', { name: 'Remove', exact: true }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await dialog.getByText(/with readings/).waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.locator(`[data-detail="${press}"]`).waitFor();
  });

  test('a table is imported after a preview, and undone', async () => {
    await page.goto(`${house.origin}/asset-tree/import`);
    const choose = (assets: object[]) =>
      page.locator('input[type=file]').setInputFiles({
        ...{ name: 'plant.json', mimeType: 'application/json' },
        buffer: Buffer.from(JSON.stringify({ assets })),
      });
    await choose([{ parent: '88.118.8', kind: 'city', name: 'Hall' }]);
    await page.getByText('The kind "city" is not known').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Import all of it' }).isDisabled());
    await choose([{ parent: '88.118.8', kind: 'site', name: 'Hall' }]);
    await page.getByText('1 to create').waitFor();
    assert.deepEqual(await labelTroubles(page), []);
    await page.getByRole('button', { name: 'Import all of it' }).click();
    const done = page.locator('[data-import="plant.json"]');
    await done.getByRole('button', { name: 'Undo' }).click();
    await done.getByText('undone').waitFor();
  });

  test('found by words, in Chinese, at a wider window', async () => {
    const { page: wide, ...others } = await house.window({ locale: 'zh-CN', width: 1920 });
    await signIn(house, { page: wide, ...others });
    await wide.goto(`${house.origin}/asset-tree`);
    await wide.getByLabel('按名称、标识、类别查找').fill('press');
    await wide.getByRole('link', { name: 'press', exact: false }).first().click();
    await wide.getByText('由数据源描述').first().waitFor();
    await wide.getByRole('heading', { name: '测点' }).waitFor();
    const available = wide.locator('tr[data-signal=avail]');
    for (const words of ['可用', '可用性'])
      await available.getByText(words, { exact: true }).waitFor();
    assert.deepEqual(await labelTroubles(wide), []);
    assert.deepEqual(others.complaints, []);
  });
});
