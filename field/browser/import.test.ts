// Tag lists of other programs through the console: a list with mistakes is shown line by line before anything changes, then
// imported; a project of Kepware and a UANodeSet alike. In a real browser, on the real program.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import {
  startModbusDevice,
  type ModbusDevice,
} from '../../server/src/modules/connectivity/protocols/modbus/testing/modbus-device.ts';
import { withoutBrowser } from '../testing/chromium.ts';
import { labelTroubles } from './labels.ts';
import { openHouse, signIn, type House, type Window } from './program.ts';

const nodeSet = `<?xml version="1.0" encoding="utf-8"?>
<UANodeSet xmlns="http://opcfoundation.org/UA/2011/03/UANodeSet.xsd">
  <NamespaceUris><Uri>http://example.org/line</Uri></NamespaceUris>
  <Aliases><Alias Alias="Double">i=11</Alias><Alias Alias="Organizes">i=35</Alias>
    <Alias Alias="HasTypeDefinition">i=40</Alias></Aliases>
  <UAVariable NodeId="ns=1;s=Speed" BrowseName="1:Speed" DataType="Double">
    <DisplayName>Speed</DisplayName>
    <References>
      <Reference ReferenceType="Organizes" IsForward="false">i=85</Reference>
      <Reference ReferenceType="HasTypeDefinition">i=63</Reference>
    </References>
  </UAVariable>
</UANodeSet>`;

describe('tag lists in a browser', { skip: withoutBrowser }, () => {
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

  async function choose(name: string, text: string): Promise<void> {
    const buffer = Buffer.from(text);
    const file = { name, mimeType: 'text/plain', buffer };
    await page.locator('input[type=file]').setInputFiles(file);
  }
  const look = () => page.getByRole('button', { name: 'Show what would change' }).click();
  const apply = () => page.getByRole('button', { name: 'Import', exact: true }).click();

  test('a list for a new source: mistakes by line, then the good lines are read', async () => {
    await page.goto(`${house.origin}/connections`);
    await page.getByRole('link', { name: 'Import a tag list' }).click();
    await choose(
      'meter.csv',
      'id,address\nsetpoint,holding 0\nlost,\nodd,nowhere 7\nlevel,holding 1\n',
    );
    await look();
    await page.getByText('Say whose signals these are').waitFor();
    await page.getByLabel('Protocol').selectOption('modbus-tcp');
    await page.getByLabel('Name of the source').fill('meter-1');
    await page.getByRole('textbox', { name: 'Host' }).fill('127.0.0.1');
    await page.getByLabel('Port', { exact: false }).first().fill(String(device.port));
    assert.deepEqual(await labelTroubles(page), []);
    await look();
    const planned = page.locator('[data-imported=meter-1]');
    await planned.getByText('2 added, 0 changed, 0 removed, 0 unchanged').waitFor();
    await page.locator('[data-place="line 3"]').getByText('no address').waitFor();
    await page.locator('[data-place="line 4"]').getByText('nowhere 7').waitFor();
    await planned.getByText('Which').click();
    await planned.getByText('holding 1', { exact: true }).waitFor();
    assert.deepEqual(await labelTroubles(page), []);
    const list = await page.request.get(`${house.origin}/api/sources`);
    assert.ok(!(await list.text()).includes('meter-1'), 'nothing is changed yet');
    await apply();
    await page.getByRole('link', { name: 'See the connections' }).click();
    const row = page.locator('[data-source=meter-1]');
    await row.getByText('connected', { exact: true }).waitFor();
    assert.equal(await row.locator('td[data-number]').first().innerText(), '2');
  });

  test('a list for a source that is there says what goes, and a changed form asks again', async () => {
    await page.goto(`${house.origin}/connections/import`);
    await choose('meter.csv', 'id;address\nsetpoint;holding 0 int16\npressure;holding 4\n');
    await page.getByLabel('Source', { exact: true }).selectOption('meter-1');
    await look();
    const planned = page.locator('[data-imported=meter-1]');
    await planned.getByText('1 added, 1 changed, 1 removed, 0 unchanged').waitFor();
    await page.getByLabel('Source', { exact: true }).selectOption('');
    assert.equal(await planned.count(), 0, 'what was shown was for the other source');
    await page.getByLabel('Source', { exact: true }).selectOption('meter-1');
    await look();
    await apply();
    await page.getByText('1 sources were added or changed').waitFor();
  });

  test('a project of Kepware needs no source; what has no counterpart is named', async () => {
    const tag = (name: string, address: string) => ({
      ...{ 'common.ALLTYPES_NAME': name, 'servermain.TAG_ADDRESS': address },
      'servermain.TAG_DATA_TYPE': 5,
    });
    const device = (name: string, id: string) => ({
      ...{ 'common.ALLTYPES_NAME': name, 'servermain.DEVICE_ID_STRING': id },
      tags: [tag('Temp', '40001')],
    });
    const channel = (name: string, driver: string, id: string) => ({
      ...{ 'common.ALLTYPES_NAME': name, 'servermain.MULTIPLE_TYPES_DEVICE_DRIVER': driver },
      devices: [device('D', id)],
    });
    const channels = [
      channel('Line', 'Modbus TCP/IP Ethernet', `<127.0.0.1>.1`),
      channel('Odd', 'Omron FINS Ethernet', '1'),
    ];
    await page.goto(`${house.origin}/connections/import`);
    await choose('plant.json', JSON.stringify({ project: { channels } }));
    await look();
    await page.locator('[data-imported="Line.D"][data-change=added]').waitFor();
    await page.getByText('The driver Omron FINS Ethernet has no counterpart').waitFor();
    await choose('plant.json', '{}');
    await look();
    await page.getByText('This is no Kepware project').waitFor();
  });

  test('a UANodeSet is for OPC UA alone', async () => {
    await page.goto(`${house.origin}/connections/import`);
    await choose('line.xml', nodeSet);
    assert.deepEqual(await page.getByLabel('Protocol').locator('option').allInnerTexts(), [
      'OPC UA',
    ]);
    await page.getByLabel('Name of the source').fill('line');
    await page.getByRole('textbox', { name: 'Host' }).fill('127.0.0.1');
    await look();
    await page.locator('[data-imported=line]').getByText('1 added').waitFor();
    assert.deepEqual(await labelTroubles(page), []);
  });

  test('nothing complained on the way', () => {
    assert.deepEqual(window.complaints, []);
  });
});
