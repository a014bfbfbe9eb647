// Signing in, languages and resolution as a person meets them, in a real browser on the real program.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { until } from '../../server/src/testing/until.ts';
import { withoutBrowser } from '../testing/chromium.ts';
import { labelTroubles } from './labels.ts';
import { openHouse, signIn, type House } from './program.ts';

describe('console in a browser', { skip: withoutBrowser }, () => {
  let house: House;
  before(async () => {
    house = await openHouse();
  });
  after(() => house?.close());

  test('a sign-in link works once and leaves no code behind', async () => {
    const { page, context, complaints } = await house.window();
    const link = house.program().ready.signInLink;
    await page.goto(link);
    await page.getByRole('navigation').getByRole('link', { name: 'Machines' }).waitFor();
    await until('the first page', () => !['/', '/sign-in'].includes(new URL(page.url()).pathname));
    assert.equal(new URL(page.url()).hash, '');
    await page.goBack().catch(() => null);
    assert.equal(new URL(page.url()).hash, '', 'nor in the history');
    const [cookie] = await context.cookies();
    assert.deepEqual([cookie?.httpOnly, cookie?.sameSite], [true, 'Strict']);
    const second = await house.window();
    await second.page.goto(link);
    await second.page.getByRole('alert').getByText('This sign-in link does not work').waitFor();
    assert.equal((await second.context.cookies()).length, 0);
    assert.deepEqual([...complaints, ...second.complaints], []);
  });

  test('after signing in one stands where one wanted to be; signing out ends it', async () => {
    const window = await house.window();
    const { page } = window;
    await page.goto(`${house.origin}/machines`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    assert.deepEqual(await labelTroubles(page), []);
    await signIn(house, window);
    await page.waitForURL(`${house.origin}/machines`);
    await page.getByRole('button', { name: /^Account/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL(`${house.origin}/sign-in`);
    await page.goto(`${house.origin}/machines`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signIn(house, window);
    await page.waitForURL(`${house.origin}/machines`);
  });

  test('the menu folds by its headings and shrinks to its icons, by the keyboard, and stays so', async () => {
    const window = await house.window({ locale: 'zh-CN' });
    const { page } = window;
    await signIn(house, window);
    await page.goto(`${house.origin}/machines`);
    const menu = page.getByRole('navigation', { name: '主菜单' });
    const link = (name: string) => menu.getByRole('link', { name, exact: true });
    await link('报警').waitFor();
    await menu.getByRole('button', { name: '运行' }).press('Enter');
    await link('报警').waitFor({ state: 'detached' });
    await menu.getByRole('button', { name: '设备与数据' }).press('Enter');
    await link('资产').waitFor({ state: 'detached' });
    await link('设备').waitFor();
    await page.reload();
    await link('设备').waitFor();
    assert.equal(await link('报警').count(), 0);
    await page.getByRole('heading', { name: '设备', level: 1 }).waitFor();
    assert.deepEqual(await labelTroubles(page), []);
    const width = async () => (await menu.boundingBox())?.width ?? 0;
    const wide = await width();
    await menu.getByRole('button', { name: '收起菜单' }).press('Enter');
    await link('报警').waitFor();
    assert.ok((await width()) < wide / 2);
    assert.deepEqual(await labelTroubles(page), []);
    assert.deepEqual(window.complaints, []);
  });

  test('the language is switched at once and remembered', async () => {
    const { page, context, complaints } = await house.window({ locale: 'zh-CN' });
    await page.goto(`${house.origin}/resolve`);
    await page.getByRole('heading', { name: '标识解析' }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'zh-Hans');
    await page.getByText('English', { exact: true }).click();
    await page.getByRole('heading', { name: 'Resolve an identifier' }).waitFor();
    const next = await context.newPage();
    await next.goto(`${house.origin}/resolve`);
    await next.getByRole('heading', { name: 'Resolve an identifier' }).waitFor();
    assert.equal(await next.locator('html').getAttribute('lang'), 'en');
    assert.deepEqual(complaints, []);
  });

  test('anybody resolves a lens and sees the way to it', async () => {
    const { page, complaints } = await house.window();
    await until('the first lens', async () => {
      const reply = await fetch(`${house.origin}/api/handles/88.118.8/L-100001`);
      return reply.status === 200;
    });
    await page.goto(`${house.origin}/resolve`);
    await page.getByLabel('Identifier').fill(' 88.118.8/L-100001 ');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '88.118.8/L-100001' }).waitFor();
    await page.getByRole('rowheader', { name: /^MACHINE/ }).waitFor();
    await page.getByRole('button', { name: 'Ask again without cache' }).click();
    const steps = page.getByRole('region', { name: 'The way there' }).getByRole('listitem');
    await until('the whole way', async () => (await steps.count()) === 4);
    const way = await steps.allTextContents();
    assert.match(
      way.slice(1).join(' → '),
      /top.*88.*→.*second-level 88\.118.*→.*enterprise 88\.118\.8/,
    );
    await page.getByText('JSON', { exact: true }).click();
    await page.getByText('"responseCode": 1').waitFor();
    assert.deepEqual(await labelTroubles(page), []);
    assert.deepEqual(complaints, []);
  });

  test('a record is told in the words and units of its reader', async () => {
    const { page, complaints } = await house.window({ locale: 'zh-CN' });
    await page.goto(`${house.origin}/resolve/88.118.8/L-100001`);
    const cell = (type: string) =>
      page
        .getByRole('row')
        .filter({ has: page.getByRole('rowheader', { name: new RegExp(`^${type}`) }) })
        .getByRole('cell')
        .nth(1);
    assert.match(await cell('PROCESS.MELT_TEMPERATURE').innerText(), /^[\d.]+ °C$/);
    assert.match(await cell('PROCESS.TORQUE_PEAK').innerText(), /^[\d.]+ N·m$/);
    assert.match(await cell('CYCLE_START').innerText(), /^[\d-]+ [\d:.]+ UTC\+8$/);
    await page.getByText('JSON', { exact: true }).click();
    await page.getByText(/"value": "[\d.]+ Cel"/).waitFor();
    assert.deepEqual(complaints, []);
  });

  test('the way up to a node that refuses is drawn', async () => {
    const { page } = await house.window({ locale: 'zh-CN' });
    await page.goto(`${house.origin}/resolve/99.9/x`);
    await page.getByRole('heading', { name: '没有节点负责该标识' }).waitFor();
    const steps = page.getByRole('region', { name: '解析路径' }).getByRole('listitem');
    assert.match((await steps.allTextContents()).join(' '), /递归节点.*顶级节点 88.*拒绝应答/);
  });

  test('unknown, malformed and nobody responsible are told apart', async () => {
    const { page, complaints } = await house.window();
    await page.goto(`${house.origin}/resolve/88.118.8/no-such`);
    await page.getByRole('heading', { name: '88.118.8/no-such is not registered' }).waitFor();
    await page.goto(`${house.origin}/resolve/no-slash%20%01`);
    await page.getByRole('alert').waitFor();
    assert.match(await page.getByRole('alert').innerText(), /identifiers\./);
    assert.deepEqual(await labelTroubles(page), []);
    assert.deepEqual(complaints, []);
  });
});
