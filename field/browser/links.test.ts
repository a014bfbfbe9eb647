// What a person meets who scans the label of a product: the address on it leads on, or shows the record,
// in a real browser on the real program.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { until } from '../../server/src/testing/until.ts';
import { withoutBrowser } from '../testing/chromium.ts';
import { labelTroubles } from './labels.ts';
import { openHouse, type House } from './program.ts';

const lens = '88.118.8/L-100001';
const manual = '88.118.8/MANUAL-1';

describe('links on products in a browser', { skip: withoutBrowser }, () => {
  let house: House;
  before(async () => {
    house = await openHouse();
    await until('the first lens', async () => {
      const reply = await fetch(`${house.origin}/api/handles/${lens}`);
      return reply.status === 200;
    });
    const token = await serviceToken(house);
    const address = `${house.origin}/resolve/${lens}`;
    await register(house, token, manual, [
      ['URL', address],
      ['DESC', '镜片使用说明 <lens manual>'],
      [
        '10320/loc',
        `<locations><location href="${address}?in=zh" language="zh"/><location href="${address}?in=en" language="en"/></locations>`,
      ],
    ]);
    await register(house, token, '88.118.8/OLD-LABEL', [['HS_ALIAS', lens]]);
    await register(house, token, '88.118.8/CIRCLE', [['HS_ALIAS', '88.118.8/CIRCLE']]);
    await register(house, token, '88.118.8/ODD', [['URL', 'javascript:alert(1)']]);
  });
  after(() => house?.close());

  for (const width of [1280, 1920]) {
    for (const locale of ['zh-CN', 'en-GB'] as const) {
      test(`the page of a record, ${locale}, ${width} pixels`, async () => {
        const { page, complaints } = await house.window({ locale, width });
        await page.goto(`${house.origin}/hdl/${lens}?noredirect`);
        await page.getByRole('heading', { name: lens }).waitFor();
        const zh = locale === 'zh-CN';
        assert.equal(await page.locator('html').getAttribute('lang'), zh ? 'zh-Hans' : 'en');
        const row = page.getByRole('rowheader', { name: /^PRODUCT_TYPE/ });
        const names = (await row.innerText()).replace(/\s+/g, ' ');
        assert.equal(
          names,
          `PRODUCT_TYPE ${zh ? '产品型号 · product type' : 'product type · 产品型号'}`,
        );
        const way = page.getByRole('region', {
          name: zh ? '解析路径' : 'How this answer was found',
        });
        assert.ok((await way.getByRole('listitem').count()) > 0);
        assert.deepEqual(await labelTroubles(page), []);
        assert.equal(
          await page.evaluate('document.documentElement.scrollWidth > innerWidth'),
          false,
        );
        await page.getByRole('link', { name: zh ? 'English' : '中文' }).click();
        await until('the other language', async () => {
          return (await page.locator('html').getAttribute('lang')) === (zh ? 'en' : 'zh-Hans');
        });
        assert.deepEqual(complaints, []);
      });
    }
  }

  test('the address on the label leads to the page of the product', async () => {
    const { page, complaints } = await house.window();
    await page.goto(`${house.origin}/${lens}`);
    await page.waitForURL(`${house.origin}/resolve/${lens}`);
    await page.getByRole('heading', { name: lens }).waitFor();
    assert.deepEqual(complaints, []);
  });

  test('one label, each reader in their language', async () => {
    for (const [locale, language] of [
      ['zh-CN', 'zh'],
      ['en-GB', 'en'],
    ] as const) {
      const { page } = await house.window({ locale });
      await page.goto(`${house.origin}/${manual}`);
      await page.waitForURL(`${house.origin}/resolve/${lens}?in=${language}`);
    }
  });

  test('a label that was replaced still leads there; the record itself can be looked at', async () => {
    const { page } = await house.window();
    await page.goto(`${house.origin}/88.118.8/OLD-LABEL?noredirect`);
    await page.getByText('It is another name of').waitFor();
    await page.getByRole('link', { name: lens }).first().click();
    await page.getByRole('heading', { name: lens }).waitFor();
  });

  test('the console follows another name, tells the hop, and shows a circle as such', async () => {
    const { page, complaints } = await house.window();
    await page.goto(`${house.origin}/resolve/88.118.8/OLD-LABEL`);
    const head = page.locator('[data-aliases="1"]');
    await head.getByText('another name of').waitFor();
    await page.getByRole('rowheader', { name: /^PRODUCT_TYPE/ }).waitFor();
    const way = page.getByRole('region', { name: 'The way there' });
    await way.getByText(`another name of ${lens}`).waitFor();
    assert.deepEqual(await labelTroubles(page), []);
    await head.getByRole('link', { name: lens }).click();
    await page.waitForURL(`${house.origin}/resolve/${lens}`);
    await page.goto(`${house.origin}/resolve/88.118.8/CIRCLE`);
    await page.getByText('The names lead in a circle').waitFor();
    assert.deepEqual(complaints, []);
  });

  test('what is not there, not safe, and not to be reached is told in words', async () => {
    const { page, complaints } = await house.window({ locale: 'zh-CN' });
    await page.goto(`${house.origin}/88.118.8/no-such`);
    await page.getByRole('heading', { name: '标识不存在' }).waitFor();
    assert.deepEqual(await labelTroubles(page), []);
    await page.goto(`${house.origin}/88.118.8/ODD`);
    await page.getByText('仅作显示，不予跳转').waitFor();
    assert.equal(await page.locator('a[href^="javascript"]').count(), 0);
    await page.goto(`${house.origin}/hdl/99.9/x`);
    await page.getByRole('alert').waitFor();
    assert.deepEqual(await labelTroubles(page), []);
    assert.deepEqual(complaints, []);
  });

  test('on a phone, in the dark', async () => {
    const { page, complaints } = await house.window({ width: 390 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`${house.origin}/hdl/${lens}?noredirect`);
    await page.getByRole('heading', { name: lens }).waitFor();
    assert.equal(await page.evaluate('document.documentElement.scrollWidth > innerWidth'), false);
    const ground = 'getComputedStyle(document.body).backgroundColor';
    assert.equal(await page.evaluate(ground), 'rgb(18, 24, 31)');
    assert.deepEqual(complaints, []);
  });
});

async function serviceToken(house: House): Promise<string> {
  const words = [
    'account',
    'add',
    '88.118.8',
    'labels',
    '--kind',
    'service',
    '--right',
    'identifiers.register',
  ];
  await house.program().jingwei('enterprise', 'put', '88.118.8', 'Optics works');
  const { code, stdout, stderr } = await house.program().jingwei(...words);
  assert.equal(code, 0, stderr);
  return stdout.trim();
}

async function register(
  house: House,
  token: string,
  handle: string,
  values: readonly (readonly [type: string, text: string])[],
): Promise<void> {
  const body = {
    values: values.map(([type, value], n) => ({
      index: n + 1,
      type,
      data: { format: 'string', value },
    })),
  };
  const reply = await fetch(`${house.origin}/api/handles/${handle}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.equal(reply.status, 201, await reply.text());
}
