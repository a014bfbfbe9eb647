// `--free-ports`: every port that was not chosen is a free one, so that several programs can run side
// by side on one machine.
import { settingKeys } from '../kernel/config/keys.ts';
import type { ConfigSection } from '../kernel/config/section.ts';

export function withFreePorts(
  sections: readonly ConfigSection[],
  flags: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const chosen: Record<string, string> = { ...flags };
  for (const { flag, variable, path, schema } of settingKeys(sections)) {
    const isPort = /port$/i.test(path.at(-1) ?? '') && schema.maximum === 65_535;
    if (isPort && environment[variable] === undefined) chosen[flag] ??= '0';
  }
  return chosen;
}
