// The types of `launch.mjs`, which the tests' own start of the program shares with `npm start`.
export function launchOf(
  words: readonly string[],
  environment?: Readonly<Record<string, string | undefined>>,
): { readonly flags: readonly string[]; readonly environment: Readonly<Record<string, string>> };
