// A machine connected by a person, from the choice of its protocol to its first readings, and orders to it that a
// second person agrees to: in a real browser, on the real program, against a device on a real socket.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import {
  startModbusDevice,
  type ModbusDevice,
} from '../../server/src/modules/connectivity/protocols/modbus/testing/modbus-device.ts';
import { until } from '../../server/src/testing/until.ts';
import { withoutBrowser } from '../testing/chromium.ts';
import { labelTroubles } from './labels.ts';
import { openHouse, signIn, type House, type Window } from './program.ts';

const enterprise = '88.118.8';
const rights = 'control.read,control.agree,assets.read,telemetry.read,connectivity.read';

describe('machine connections in a browser', { skip: withoutBrowser }, () => {
  let house: House;
  let device: ModbusDevice;
  let window: Window;
  let page: Page;
  before(async () => {
    device = await startModbusDevice();
    new DataView(device.memory(1, 'holding').buffer).setUint16(0, 250);
    house = await openHouse();
    window = await house.window();
    page = window.page;
    await signIn(house, window);
  });
  after(async () => {
    await house?.close();
    await device?.close();
  });

  test('a Modbus device is chosen, described, tested and saved, and its readings come', async () => {
    await page.goto(`${house.origin}/connections`);
    await page.getByRole('button', { name: 'Connect a machine' }).click();
    assert.deepEqual(await labelTroubles(page), []);
    await page.getByRole('link', { name: /^Modbus TCP/ }).click();
    const test = page.getByRole('button', { name: 'Test the connection' });
    await test.click();
    await page.getByText('This is needed.').first().waitFor();
    await page.getByLabel('Name of the source').fill('meter-1');
    await page.getByLabel('Host').fill('127.0.0.1');
    await page.getByLabel('Port', { exact: false }).first().fill(String(device.port));
    await page.getByRole('button', { name: 'Add a signal' }).click();
    await page.getByLabel('Id of row 1').fill('setpoint');
    await page.getByLabel('Address of row 1').fill('holding 0 uint16');
    await page.getByLabel('Every, ms of row 1').fill('100');
    await page.getByLabel('Writable of row 1').check();
    await test.click();
    await page.getByText('Everything works.').waitFor();
    assert.ok((await page.locator('li[data-ok=true]').count()) >= 2);
    assert.deepEqual(await labelTroubles(page), []);
    await page.getByRole('button', { name: 'Save and connect' }).click();
    await page.waitForURL(`${house.origin}/connections?open=meter-1`);
    const row = page.locator('[data-source=meter-1]');
    await row.getByText('connected', { exact: true }).waitFor();
    await row.getByText('Modbus TCP', { exact: true }).waitFor();
    await until('readings', async () => {
      const told = await row.locator('td[data-number]').nth(1).innerText();
      return Number.parseInt(told, 10) > 0;
    });
    await row.locator('[data-figure]').first().waitFor();
    assert.deepEqual(await labelTroubles(page), []);
  });

  test('a source of the same name is not overwritten, and the settings come back for editing', async () => {
    await page.goto(`${house.origin}/connections/new/modbus-tcp`);
    await page.getByLabel('Name of the source').fill('meter-1');
    await page.getByLabel('Host').fill('127.0.0.1');
    await page.getByRole('button', { name: 'Save and connect' }).click();
    await page.getByText('There is a source called meter-1 already').waitFor();
    await page.getByRole('link', { name: 'Edit meter-1' }).click();
    assert.equal(await page.getByLabel('Address of row 1').inputValue(), 'holding 0 uint16');
    assert.equal(await page.getByLabel('Writable of row 1').isChecked(), true);
  });

  test('a connection that cannot be made says which step fails and why', async () => {
    await page.goto(`${house.origin}/connections/new/modbus-tcp`);
    await page.getByLabel('Host').fill('127.0.0.1');
    await page.getByLabel('Port', { exact: false }).first().fill('1');
    await page.getByRole('button', { name: 'Test the connection' }).click();
    const step = page.locator('li[data-ok=false]');
    await step.waitFor();
    assert.match(await step.innerText(), /127\.0\.0\.1:1/);
  });

  test('signals are pasted from a spreadsheet', async () => {
    await page.goto(`${house.origin}/connections/new/modbus-tcp`);
    await page.getByRole('button', { name: 'Paste a table' }).click();
    const rows = Array.from({ length: 120 }, (_, i) => `t${i}\tTag ${i}\tholding ${i}`).join('\n');
    await page.getByLabel('Cells').fill(`id\tname\taddress\n${rows}`);
    await page.getByRole('button', { name: 'Add 120 signals' }).click();
    await page.getByText('Rows 1 to 50 of 120').waitFor();
    assert.equal(
      await page.getByLabel('Address of row 2', { exact: true }).inputValue(),
      'holding 1',
    );
  });

  test('an edge rule is written, wrong at its place, right, and tried on what was recorded', async () => {
    await page.goto(`${house.origin}/connections/new/calculated`);
    await page.getByLabel('Name of the source').fill('rules');
    await page
      .getByRole('combobox', { name: 'Machine', exact: true })
      .selectOption(`${enterprise}/M-meter-1`);
    await page
      .getByRole('combobox', { name: 'Signal', exact: true })
      .selectOption(`${enterprise}/M-meter-1/setpoint`);
    await page.getByRole('button', { name: 'Use this signal' }).click();
    await page.getByRole('button', { name: 'Add an expression' }).click();
    await page.getByLabel('Id of the new signal').fill('double');
    await page.getByRole('textbox', { name: 'Expression' }).fill('setpoint * * 2');
    const tryIt = page.getByRole('button', { name: 'Try on recorded data' });
    await tryIt.click();
    await page.getByText('Wrong at character 12').waitFor();
    await page.getByRole('textbox', { name: 'Expression' }).fill('setpoint * 2');
    await tryIt.click();
    const outcome = page.locator('[data-trial=double]');
    await outcome.locator('canvas').first().waitFor();
    assert.match(await outcome.innerText(), /500 to 500/);
    assert.deepEqual(await labelTroubles(page), []);
  });

  test('an order needs limits, then a second person, and reaches the device', async () => {
    const signal = `${enterprise}/M-meter-1/setpoint`;
    await page.goto(`${house.origin}/orders`);
    await pickSetpoint(page);
    await page.getByText('Nobody has set limits').waitFor();
    await page.getByRole('link', { name: 'Set the limits' }).click();
    await page.getByLabel('Lowest').fill('0');
    await page.getByLabel('Highest').fill('500');
    await page.getByRole('button', { name: 'Save the limits' }).click();
    await page.locator(`[data-limits="${signal}"]`).getByText('0 to 500').waitFor();
    assert.deepEqual(await labelTroubles(page), []);
    await page.getByRole('link', { name: 'Orders', exact: true }).last().click();
    await pickSetpoint(page);
    await page.getByLabel('New value').fill('900');
    await page.getByRole('button', { name: 'Dry run' }).click();
    await page.getByText('900 is above the highest').first().waitFor();
    await page.getByLabel('New value').fill('300');
    await page.getByLabel('Reason').fill('new recipe');
    await page.getByRole('button', { name: 'Give the order' }).click();
    await page.locator('[data-waiting]').waitFor();
    assert.deepEqual(await labelTroubles(page), []);
    await page.getByRole('button', { name: 'Agree and send' }).click();
    await page.getByText('another person must agree').waitFor();

    const other = await secondPerson(house);
    await other.goto(`${house.origin}/orders`);
    await other.locator('[data-waiting]').getByText('new recipe').waitFor();
    await other.getByRole('button', { name: 'Agree and send' }).click();
    await other.locator('tr[data-state=done]').first().waitFor();
    const now = new DataView(device.memory(1, 'holding').buffer).getUint16(0);
    assert.equal(now, 300);
    await page.goto(`${house.origin}/orders/record`);
    await page.getByText('The chain of this page holds').waitFor();
    assert.deepEqual(await labelTroubles(page), []);
  });

  test('a source is removed after a question, and taken back', async () => {
    await page.goto(`${house.origin}/connections?open=meter-1`);
    const source = page.locator('[data-source=meter-1]');
    await source.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('dialog').count(), 0);
    await source.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.locator('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('The source meter-1 was removed').waitFor();
    await until('it is gone', async () => (await source.count()) === 0);
    await page.getByRole('button', { name: 'Take it back' }).click();
    await source.getByText('connected', { exact: true }).waitFor();
  });

  test('nothing complained on the way', () => {
    assert.deepEqual(window.complaints, []);
  });
});

async function pickSetpoint(page: Page): Promise<void> {
  await page
    .getByRole('combobox', { name: 'Machine', exact: true })
    .selectOption(`${enterprise}/M-meter-1`);
  await page
    .getByRole('combobox', { name: 'Signal', exact: true })
    .selectOption(`${enterprise}/M-meter-1/setpoint`);
}

async function secondPerson(house: House): Promise<Page> {
  const { jingwei } = house.program();
  await jingwei('enterprise', 'put', enterprise, 'Lens works');
  const added = await jingwei('account', 'add', enterprise, 'Li', '--right', rights);
  assert.equal(added.code, 0, added.stderr);
  const { page } = await house.window();
  await page.goto(added.stdout.trim());
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  return page;
}
