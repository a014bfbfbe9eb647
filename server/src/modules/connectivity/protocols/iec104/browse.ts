// What a station has, as it tells when it is interrogated: its common addresses, and the objects below each.
import type { BrowsedThing, BrowsePage, BrowseQuery, Reach } from '../protocol.ts';
import { objectText } from './address.ts';
import type { StationSettings } from './settings.ts';
import { stationsToAsk, Survey, type SurveyedObject } from './survey.ts';
import { formOf } from './values.ts';

/** Fails with `world.cannot-connect` or `iec104.not-started`. */
export async function browseStation(
  reach: Reach,
  settings: StationSettings,
  query: BrowseQuery,
): Promise<BrowsePage> {
  const survey = new Survey(reach, settings);
  try {
    await survey.connect();
    await survey.start();
    for (const common of stationsToAsk(settings, query.at === undefined ? [] : [Number(query.at)]))
      await survey.interrogate(common);
  } finally {
    survey.close();
  }
  const objects = [...survey.objects.values()].toSorted(
    (a, b) => a.common - b.common || a.object - b.object,
  );
  const things = query.at === undefined ? stationsOf(objects) : objectsOf(objects, query.at);
  const from = query.after === undefined ? 0 : Number(query.after);
  const end = from + query.limit;
  return {
    things: things.slice(from, end),
    ...(end < things.length ? { next: String(end) } : {}),
  };
}

function stationsOf(objects: readonly SurveyedObject[]): BrowsedThing[] {
  return [...Map.groupBy(objects, ({ common }) => common)].map(([common, own]) => ({
    place: String(common),
    name: `Station ${common}`,
    kind: 'folder',
    hasMore: true,
    detail: `${own.length} objects`,
  }));
}

function objectsOf(objects: readonly SurveyedObject[], at: string): BrowsedThing[] {
  return objects
    .filter(({ common }) => String(common) === at)
    .map((told) => ({
      place: objectText(told),
      name: objectText(told),
      kind: 'signal',
      hasMore: false,
      detail: `${told.type} = ${told.value}`,
      signal: {
        id: `${told.common}-${told.object}`,
        address: `${objectText(told)}:${told.type}`,
        ...formAsSettings(told),
      },
    }));
}

function formAsSettings({ family }: SurveyedObject) {
  const { kind, value } = formOf(family);
  return { kind, ...(value === 'three-space' ? {} : { value }) };
}
