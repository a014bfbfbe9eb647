// An OPC UA server that nobody knows yet, from being found to its readings: its certificate is shown, refused, trusted, its
// nodes are looked through and picked. In a real browser, on the real program, against asyncua.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { startAsyncua, withoutAsyncua, type OpcUaServer } from '../interop/opc-ua-server.ts';
import { withoutBrowser } from '../testing/chromium.ts';
import { labelTroubles } from './labels.ts';
import { openHouse, signIn, type House, type Window } from './program.ts';

describe('an OPC UA server in a browser', { skip: withoutBrowser || withoutAsyncua }, () => {
  let house: House;
  let window: Window;
  let page: Page;
  let server: OpcUaServer;
  const stops: (() => unknown)[] = [];
  before(async () => {
    const folder = temporaryFolder();
    stops.push(() => folder.remove());
    const context = { after: (stop?: unknown) => void stops.push(stop as () => unknown) };
    const flags = ['--folder', folder.path, '--secure-only', '--many', '150'];
    server = await startAsyncua(context, flags);
    house = await openHouse();
    window = await house.window();
    page = window.page;
    await signIn(house, window);
  });
  after(async () => {
    await house?.close();
    for (const stop of stops.toReversed()) await stop();
  });

  test('it is found by asking, with its port', async () => {
    await page.goto(`${house.origin}/connections/new/opc-ua`);
    await page.getByLabel('Name of the source').fill('ua-press');
    await page.getByRole('button', { name: 'Find machines' }).click();
    const dialog = page.locator('dialog');
    await dialog.getByLabel('Host, network').fill('127.0.0.1');
    await dialog.getByLabel('Port').fill(String(server.port));
    await dialog.getByRole('button', { name: 'Look', exact: true }).click();
    await dialog.getByText('Press line').first().waitFor();
    assert.deepEqual(await labelTroubles(page), []);
    await dialog.getByRole('button', { name: 'Take this one' }).first().click();
    assert.equal(await page.getByRole('textbox', { name: 'Host' }).inputValue(), '127.0.0.1');
    const port = page.getByLabel('Port', { exact: false }).first();
    assert.equal(await port.inputValue(), String(server.port));
  });

  test('its unknown certificate is shown, and without trust nothing is read', async () => {
    await page.getByRole('button', { name: 'Test the connection' }).click();
    const dialog = page.locator('dialog');
    await dialog.getByText('Trust this server?').waitFor();
    const shown = await dialog.innerText();
    const fingerprint = server.fingerprint.toUpperCase().match(/../g)?.join(':') ?? '-';
    assert.ok(shown.includes(fingerprint), shown);
    assert.match(shown, /CN=Press line/);
    assert.match(shown, /\d{4}-\d\d-\d\d.* to \d{4}-\d\d-\d\d/);
    assert.deepEqual(await labelTroubles(page), []);
    await dialog.getByRole('button', { name: 'Do not trust' }).click();
    assert.equal(await page.locator('li[data-ok=false]').count(), 1);
    assert.equal(await page.getByText('Everything works.').count(), 0);
  });

  test('it is trusted, and its nodes are looked through and picked', async () => {
    await page.getByRole('button', { name: 'Look at the certificate' }).click();
    await page
      .locator('dialog')
      .getByRole('button', { name: /trust it$/ })
      .click();
    await page.getByText('Everything works.').waitFor();
    await page.getByRole('button', { name: 'Browse the machine' }).click();
    await page.getByRole('button', { name: 'Open Press', exact: true }).click();
    await page.getByLabel('Temperature', { exact: true }).check();
    await page.getByLabel('Count', { exact: true }).check();
    await page.getByLabel('Order', { exact: true }).check();
    await page.getByLabel('Order', { exact: true }).uncheck();
    await page.getByRole('button', { name: 'Open Line', exact: true }).click();
    await page.getByRole('button', { name: 'Tick all 100 here' }).waitFor();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('button', { name: 'Tick all 150 here' }).click();
    await page.getByText('Signals (152)').waitFor();
    assert.deepEqual(await labelTroubles(page), []);
  });

  test('its readings come, and change as it changes', async () => {
    await page.getByRole('button', { name: 'Save and connect' }).click();
    await page.waitForURL(/\/connections\?open=ua-press/);
    const row = page.locator('[data-source=ua-press]');
    await row.getByText('connected', { exact: true }).waitFor();
    await row.getByRole('link', { name: 'Live values' }).click();
    await page.getByText('20.5').first().waitFor();
    await server.tell('set Temperature 33.25');
    await page.getByText('33.25').first().waitFor();
  });

  test('nothing complained on the way', () => {
    assert.deepEqual(window.complaints, []);
  });
});
