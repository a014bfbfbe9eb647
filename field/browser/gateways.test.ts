// Gateways at the platform, from the invitation to what they send and what is refused, in a real browser on the real
// program; the gateway is one of the tests, with a key of its own.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import {
  readingsFrame,
  TestGateway,
} from '../../server/src/modules/intake/testing/test-gateway.ts';
import { until } from '../../server/src/testing/until.ts';
import { withoutBrowser } from '../testing/chromium.ts';
import { labelTroubles } from './labels.ts';
import { openHouse, signIn, type House, type Window } from './program.ts';

const enterprise = '88.118.8';

describe('gateways in a browser', { skip: withoutBrowser }, () => {
  let house: House;
  let window: Window;
  let page: Page;
  const gateway = new TestGateway('hall-3');
  before(async () => {
    house = await openHouse();
    window = await house.window();
    page = window.page;
    await signIn(house, window);
  });
  after(() => house?.close());

  async function invite(): Promise<string> {
    await page.getByRole('button', { name: 'Invite a gateway' }).click();
    await page.getByLabel('Enterprises that it may speak for').fill(enterprise);
    await page.getByLabel('Name of the gateway').fill('hall-3');
    await page.getByRole('button', { name: 'Make the invitation' }).click();
    const shown = page.locator('[data-code] code');
    await shown.waitFor();
    assert.deepEqual(await labelTroubles(page), []);
    const code = await shown.innerText();
    await page.getByRole('button', { name: 'I have it' }).click();
    return code;
  }

  test('an invitation is made, its code shown once, and revoked', async () => {
    await page.goto(`${house.origin}/gateways`);
    await page.getByText('No invitation is open.').waitFor();
    const code = await invite();
    const row = page.locator('[data-invitation]');
    await row.getByText(enterprise).waitFor();
    assert.ok(!(await page.content()).includes(code), 'it is shown only once');
    await page.getByRole('button', { name: /^Revoke/ }).click();
    await page.getByText('No invitation is open.').waitFor();
    const late = await gateway.present(house, code);
    assert.equal(late.body['code'], 'intake.bad-invitation');
  });

  test('a gateway enrols with the code, and what it sends and what is refused is seen', async () => {
    assert.equal((await gateway.present(house, await invite())).status, 200);
    const row = page.locator('[data-gateway=hall-3]');
    await row.getByText('has sent nothing yet').waitFor();
    await page.getByText('No invitation is open.').waitFor();
    const foreign = readingsFrame(1, 4, { stream: 'readings/99.1.1/press-1' });
    const frames = [readingsFrame(1, 3), foreign];
    assert.equal((await gateway.post(house, gateway.parcel(frames))).status, 200);
    await row.getByText('sending', { exact: true }).waitFor();
    await row.getByRole('button', { name: 'hall-3' }).click();
    await row.locator('[data-stream="88.118.8/press-7"]').waitFor();
    const refusal = row.locator('[data-refusal="intake.other-enterprise"]');
    await refusal.getByText('4 items').waitFor();
    await refusal.getByText('give it a new invitation').waitFor();
    assert.deepEqual(await labelTroubles(page), []);
    await row.getByRole('link', { name: '88.118.8/press-7' }).click();
    await page.waitForURL(/\/gaps\?source=/);
    await page.getByRole('row', { name: /88.118.8\/press-7/ }).waitFor();
  });

  test('it is blocked, let in again, and removed after a question', async () => {
    await page.goto(`${house.origin}/gateways`);
    const row = page.locator('[data-gateway=hall-3]');
    await row.getByRole('button', { name: 'hall-3' }).click();
    await row.getByRole('button', { name: 'Block' }).click();
    await row.getByText('blocked', { exact: true }).waitFor();
    const send = async () =>
      (await gateway.post(house, gateway.parcel([readingsFrame(4, 5)]))).status;
    assert.equal(await send(), 403);
    await row.getByRole('button', { name: 'Let it in again' }).click();
    await row.getByText('sending', { exact: true }).waitFor();
    assert.equal(await send(), 200);
    await row.getByRole('button', { name: 'Remove' }).click();
    await page.keyboard.press('Escape');
    assert.equal(await row.count(), 1);
    await row.getByRole('button', { name: 'Remove' }).click();
    await page.locator('dialog').getByRole('button', { name: 'Remove' }).click();
    await until('it is gone', async () => (await row.count()) === 0);
    assert.equal(await send(), 401);
  });

  test('hundreds are shown in pieces, and found by a word', async () => {
    const many = Array.from({ length: 120 }, (_, i) => ({
      ...{ gateway: `line-${i}`, enterprises: [enterprise], own: false, blocked: i === 7 },
      ...{ enrolledAt: '2026-11-22T08:00:00.000Z', enrolledBy: '88.118.8/A-1' },
    }));
    await page.route('**/api/gateways', (route) => route.fulfill({ json: { gateways: many } }));
    await page.goto(`${house.origin}/gateways`);
    await page.getByText('120 gateways').waitFor();
    assert.equal(await page.locator('[data-gateway]').count(), 50);
    await page.getByRole('button', { name: 'Show 50 more' }).click();
    assert.equal(await page.locator('[data-gateway]').count(), 100);
    await page.getByLabel('Search').fill('line-119');
    assert.equal(await page.locator('[data-gateway]').count(), 1);
    await page.getByLabel('Search').fill('');
    await page.route('**/api/gateways', (route) => route.fulfill({ json: { gateways: [] } }));
    await page.getByText('No gateway has been heard yet').waitFor();
    assert.deepEqual(await labelTroubles(page), []);
  });

  test('nothing complained on the way', () => {
    assert.deepEqual(window.complaints, []);
  });
});
