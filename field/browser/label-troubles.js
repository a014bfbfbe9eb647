// Runs inside the page and returns what is wrong with it, one line each; see labels.ts.
(() => {
  const troubles = [];
  const shown = (element) => element.checkVisibility();
  const describe = (element) => element.outerHTML.slice(0, 120);
  const nameOf = (element) => {
    const byId = (element.getAttribute('aria-labelledby') ?? '')
      .split(/\s+/)
      .map((id) => document.getElementById(id)?.textContent ?? '')
      .join('');
    const labels = [...(element.labels ?? [])].map((label) => label.textContent);
    const direct = element.getAttribute('aria-label') ?? element.getAttribute('title') ?? '';
    return [byId, direct, ...labels, element.textContent].join('').trim();
  };
  for (const element of document.querySelectorAll(
    'a, button, input, select, textarea, [role=button]',
  )) {
    if (shown(element) && nameOf(element) === '')
      troubles.push(`without a name: ${describe(element)}`);
  }
  for (const image of document.querySelectorAll('img, [role=img]')) {
    if (shown(image) && !image.getAttribute('alt') && nameOf(image) === '') {
      troubles.push(`image without a text: ${describe(image)}`);
    }
  }
  for (const inner of document.querySelectorAll(':is(a, button) :is(a, button, input)')) {
    troubles.push(`one inside another: ${describe(inner)}`);
  }
  const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
  for (const id of new Set(ids.filter((one, i) => ids.indexOf(one) !== i))) {
    troubles.push(`id used twice: ${id}`);
  }
  if (!/^(en|zh)/.test(document.documentElement.lang)) troubles.push('the page names no language');
  if (document.querySelectorAll('h1').length !== 1) troubles.push('not exactly one main heading');
  if (document.querySelectorAll('main').length !== 1) troubles.push('not exactly one main part');
  return troubles;
})();
