// The corrections of the embedded store: a small file, replaced as a whole.
import type { Disk } from '../../../kernel/world/disk.ts';
import type { CorrectionsPlace } from '../../../stores/series/corrections.ts';
import type { KeptCorrection } from '../../../stores/series/series.ts';

type Kept = { readonly format: 1; readonly corrections: readonly KeptCorrection[] };

export function correctionsFile(disk: Disk, path: string): CorrectionsPlace {
  return {
    async load() {
      const bytes = await disk.read(path);
      if (bytes === undefined) return [];
      const kept = JSON.parse(new TextDecoder().decode(bytes)) as Kept;
      if (kept.format !== 1) throw new Error(`corrections have the unknown format ${kept.format}`);
      return kept.corrections;
    },
    async keep(_changed, all) {
      await disk.write(path, encode(all));
    },
  };
}

/** As they lie on the disk; undefined when there are none. */
export function encodeCorrections(all: readonly KeptCorrection[]): Uint8Array | undefined {
  return all.length > 0 ? encode(all) : undefined;
}

function encode(corrections: readonly KeptCorrection[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ format: 1, corrections } satisfies Kept));
}
