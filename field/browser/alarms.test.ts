// Who is told of alarms, in a real browser on the real program: from the empty page to a way, a person and an escalation; test
// messages, one refused for where it would go and one taken; edited and removed; both languages, both widths.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
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

describe('who is told of alarms, in a browser', { skip: withoutBrowser }, () => {
  let house: House;
  let window: Window;
  let page: Page;
  let heard = 0;
  let status = 204;
  const receiver = createServer((_, response) => {
    heard += 1;
    response.writeHead(status).end();
  });
  before(async () => {
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    house = await openHouse(['--alarms-message-networks', '127.0.0.0/8']);
    window = await house.window();
    page = window.page;
    await signIn(house, window);
  });
  after(async () => {
    receiver.close();
    await house?.close();
  });

  const save = async () => {
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };

  test('from nothing to a way, a person and an escalation', async () => {
    await until('an enterprise', async () => {
      await page.goto(`${house.origin}/alarms/notices`);
      const empty = page.getByText('Nobody is told yet');
      return empty.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
    });
    assert.deepEqual(await labelTroubles(page), []);
    await shoot(page, 'notices-empty-en-1280');
    await page.getByRole('button', { name: 'New way' }).click();
    await page.getByText('Name: give one, without a slash.').waitFor();
    await page.getByText('alarms.messageNetworks').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('duty phone');
    await page.getByLabel('Address, e.g.').fill('http://10.1.2.3/hook');
    await page.getByLabel('Secret that signs').fill('a-secret-of-ours');
    assert.deepEqual(await labelTroubles(page), []);
    await shoot(page, 'notices-way-en-1280');
    await save();
    await page.getByText('No escalation yet: nobody is told of any alarm.').waitFor();
    await page.getByRole('button', { name: 'New person' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Li Wei');
    await page.getByLabel('Quiet hours').check();
    await shoot(page, 'notices-person-en-1280');
    await save();
    await page.locator('[data-person="Li Wei"]').getByText('22:00–06:00').waitFor();
    await page.getByRole('button', { name: 'New escalation' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Hall');
    await page.getByText('Step 1: choose whom to tell.').waitFor();
    await page.locator('[data-step="1"]').getByLabel('Li Wei').check();
    await page.getByRole('button', { name: 'Add a step' }).click();
    await page.locator('[data-step="2"]').getByLabel('Li Wei').check();
    await page.getByLabel('Early', { exact: true }).check();
    assert.deepEqual(await labelTroubles(page), []);
    await shoot(page, 'notices-escalation-en-1280');
    await save();
    await page.locator('[data-escalation=Hall]').getByText('after 10 min: Li Wei').waitFor();
  });

  test('a test message to a private address is refused, with the name of the setting', async () => {
    await page.getByRole('button', { name: 'Send a test message to Li Wei' }).click();
    const outcome = page.locator('[data-outcome=failed]');
    await outcome.getByText('alarms.messageNetworks').waitFor();
    await outcome.getByText('alarms.server-inside').waitFor();
    await shoot(page, 'notices-refused-en-1280');
  });

  test('an address of a network in the setting is called, and its answer told', async () => {
    const { port } = receiver.address() as AddressInfo;
    await page.getByRole('button', { name: 'Edit duty phone' }).click();
    await page.getByLabel('Address, e.g.').fill(`http://127.0.0.1:${port}/hook`);
    await page.getByText('Secret: write it again').waitFor();
    await page.getByLabel('Secret that signs').fill('another-secret');
    await save();
    const send = page.getByRole('button', { name: 'Send a test message to Li Wei' });
    await send.click();
    await page.locator('[data-outcome=taken]').getByText('Taken by the server at').waitFor();
    assert.equal(heard, 1);
    status = 503;
    await send.click();
    await page.locator('[data-outcome=failed]').getByText('it answered 503').waitFor();
    await shoot(page, 'notices-told-en-1280');
  });

  test('what is used stays; what is renamed is followed; what is removed is gone', async () => {
    await page.getByRole('button', { name: 'Edit duty phone' }).click();
    await page.getByLabel('Name', { exact: true }).fill('pager');
    await page.getByLabel('Secret that signs').fill('another-secret');
    await save();
    await page.locator('[data-person="Li Wei"]').getByText('pager').waitFor();
    await page.getByRole('button', { name: 'Remove pager' }).click();
    await page.getByText('It is still in use by Li Wei.').waitFor();
    await page.getByRole('button', { name: 'Keep' }).click();
    await page.getByRole('button', { name: 'Remove Hall' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.locator('[data-escalation=Hall]').waitFor({ state: 'detached' });
    await page.reload();
    await page.getByText('No escalation yet: nobody is told of any alarm.').waitFor();
    assert.deepEqual(window.complaints, []);
  });

  test('in Chinese, on a wide screen', async () => {
    const wide = await house.window({ locale: 'zh-CN', width: 1_920 });
    await signIn(house, wide);
    await wide.page.goto(`${house.origin}/alarms/notices`);
    await wide.page.getByRole('button', { name: '向 Li Wei 发送测试消息' }).click();
    await wide.page.locator('[data-outcome=failed]').getByText('it answered 503').waitFor();
    assert.deepEqual(await labelTroubles(wide.page), []);
    await shoot(wide.page, 'notices-zh-1920');
    await wide.page.getByRole('button', { name: '新建升级流程' }).click();
    await wide.page.getByLabel('早班').waitFor();
    assert.deepEqual(await labelTroubles(wide.page), []);
    await shoot(wide.page, 'notices-escalation-zh-1920');
    assert.deepEqual(wide.complaints, []);
  });
});
