// Sizes as people read them.

const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `1.4 MB`: thousands, as disks are sold. */
export function bytesText(bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const amount = bytes / 1_000 ** power;
  return `${amount < 10 && power > 0 ? amount.toFixed(1) : Math.round(amount)} ${units[power]}`;
}
