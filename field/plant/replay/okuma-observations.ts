// An independent reading of the Okuma recording, for tests: regular expressions and string splitting,
// nothing of the code under test.

export type Observation = {
  readonly signal: string;
  readonly timeUs: number;
  readonly value: number | string | boolean | null;
  readonly good: boolean;
};

type Item = { readonly signal: string; readonly category: string; readonly numeric: boolean };

const numericTypes = /^(?:PART_COUNT|LINE_NUMBER|.*_OVERRIDE)$/;

/** In the order of the file; keys that the description does not name are left out. */
export function okumaObservations(recording: string, devices: string): Observation[] {
  const items = itemsOf(devices);
  const observations: Observation[] = [];
  for (const line of recording.split('\n')) {
    const [stamp = '', ...fields] = line.split('|');
    const time = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{6})\dZ$/.exec(stamp);
    if (!time || fields[0]?.startsWith('@')) continue;
    const timeUs = Date.parse(`${time[1]}Z`) * 1_000 + Number(time[2]);
    for (let at = 0; at < fields.length;) {
      const item = items.get(fields[at] ?? '');
      const condition = item?.category === 'CONDITION';
      const texts = fields.slice(at + 1, at + (condition ? 6 : 2));
      at += condition ? 6 : 2;
      if (item) observations.push(observationOf(item, timeUs, texts));
    }
  }
  return observations;
}

function observationOf(item: Item, timeUs: number, texts: readonly string[]): Observation {
  const { signal } = item;
  const text = texts[0] ?? '';
  if (text === 'UNAVAILABLE') return { signal, timeUs, value: null, good: false };
  if (item.category === 'CONDITION') return { signal, timeUs, value: texts.join('|'), good: true };
  return { signal, timeUs, value: item.numeric ? Number(text) : text, good: true };
}

/** Keys of the first device come before those of the second, ids before names. */
function itemsOf(devices: string): Map<string, Item> {
  const items = new Map<string, Item>();
  const plain = devices.replace(/<!--[\s\S]*?-->/g, '');
  for (const part of plain.split('<Device ').slice(1)) {
    const uuid = attribute(part.slice(0, part.indexOf('>')), 'uuid');
    const found = [...part.matchAll(/<DataItem\b[^>]*>/g)].map(([text]) => text);
    for (const name of ['id', 'name']) {
      for (const text of found) {
        const key = attribute(text, name);
        if (key === '' || items.has(key)) continue;
        const category = attribute(text, 'category');
        const numeric =
          (category === 'SAMPLE' && !attribute(text, 'units').endsWith('_3D')) ||
          (category === 'EVENT' &&
            numericTypes.test(attribute(text, 'type')) &&
            attribute(text, 'type') !== 'CONTROLLER_MODE_OVERRIDE');
        items.set(key, {
          signal: `88.118.8/M-${uuid}/${attribute(text, 'id')}`,
          category,
          numeric,
        });
      }
    }
  }
  return items;
}

function attribute(text: string, name: string): string {
  return new RegExp(`\\s${name}="([^"]*)"`).exec(` ${text}`)?.[1] ?? '';
}
