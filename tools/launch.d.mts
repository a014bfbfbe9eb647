// The types of `launch.mjs`, which the tests' own start of the program shares with `npm start`.
export function launchOf(
  words: readonly string[],
  role?: string,
): { readonly flags: readonly string[]; readonly environment: Readonly<Record<string, string>> };
