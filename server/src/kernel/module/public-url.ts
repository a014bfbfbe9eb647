// The address under which people reach this program. It goes into records that outlive a start, so unless it is
// set, the address of the first start is remembered in the data folder and stays.
import { join } from 'node:path';
import type { Disk } from '../world/disk.ts';

const fileName = 'public-url.txt';

/** Without a slash at its end; undefined when neither set nor remembered. */
export async function knownPublicUrl(
  setting: string,
  dataFolder: string,
  disk: Disk,
): Promise<string | undefined> {
  if (setting !== '') return setting.replace(/\/+$/, '');
  const bytes = await disk.read(join(dataFolder, fileName));
  return bytes && new TextDecoder().decode(bytes).trim();
}

export async function rememberPublicUrl(
  url: string,
  dataFolder: string,
  disk: Disk,
): Promise<void> {
  await disk.write(join(dataFolder, fileName), new TextEncoder().encode(`${url}\n`));
}
