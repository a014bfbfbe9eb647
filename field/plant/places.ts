// Where the machines of the demonstration plant stand, as their sources say it; the tree of assets follows.

export const places: Readonly<Record<string, readonly string[]>> = {
  press: ['Demonstration', 'Moulding', 'Line 1'],
  'turn-mill': ['Demonstration', 'Machining', 'Line 1'],
  oven: ['Demonstration', 'Heat treatment', 'Line 1'],
};

/** As the settings of a source have it. */
export function locationOf(machine: string): { location: string[] } {
  return { location: [...(places[machine] ?? [])] };
}
