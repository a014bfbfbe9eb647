// Lines of a driver's output, bounded, and each one checked before anybody believes it. Pure.
import { check, oneOf, Type, type Static } from '../../../../kernel/schema/schema.ts';

export const lineBytesMax = 1024 * 1024;

const text = Type.String({ maxLength: 2_000 });
const id = Type.Integer({ minimum: 0 });
const value = Type.Union([
  Type.Number(),
  Type.String({ maxLength: 65_536 }),
  Type.Boolean(),
  Type.Null(),
]);

const driverLine = Type.Union([
  Type.Object({ id, ok: Type.Unknown() }),
  Type.Object({ id, failed: Type.Union([text, Type.Object({ en: text, zh: text })]) }),
  Type.Object({
    told: Type.Object({
      time: Type.Optional(Type.Union([Type.String({ maxLength: 60 }), Type.Number()])),
      readings: Type.Array(
        Type.Object({
          signal: Type.String({ maxLength: 200 }),
          value,
          quality: Type.Optional(oneOf(['good', 'uncertain', 'bad'])),
        }),
        { maxItems: 50_000 },
      ),
      number: Type.Optional(id),
    }),
  }),
  Type.Object({ refused: Type.Object({ key: text, told: text, remedy: text }) }),
]);
export type DriverLine = Static<typeof driverLine>;

export type LineOutcome =
  | { readonly ok: true; readonly line: DriverLine }
  | {
      readonly ok: false;
      readonly trouble: 'too-long' | 'not-json' | 'not-agreed';
      readonly excerpt: string;
    };

export class DriverLines {
  #rest: Buffer = Buffer.alloc(0);
  #skipping = false;

  push(chunk: Uint8Array): LineOutcome[] {
    const bytes = this.#rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#rest, chunk]);
    const found: LineOutcome[] = [];
    let at = 0;
    for (let feed = bytes.indexOf(10); feed >= 0; feed = bytes.indexOf(10, at)) {
      const line = bytes.toString('utf8', at, feed).trim();
      if (this.#skipping) this.#skipping = false;
      else if (line !== '') found.push(lineOf(line));
      at = feed + 1;
    }
    this.#rest = bytes.subarray(at);
    if (this.#rest.length > lineBytesMax) {
      if (!this.#skipping) found.push(refusal('too-long', this.#rest.toString('utf8', 0, 120)));
      this.#skipping = true;
      this.#rest = Buffer.alloc(0);
    }
    return found;
  }
}

function lineOf(text: string): LineOutcome {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return refusal('not-json', text);
  }
  const outcome = check(driverLine, parsed);
  return outcome.ok ? { ok: true, line: outcome.value } : refusal('not-agreed', text);
}

function refusal(trouble: 'too-long' | 'not-json' | 'not-agreed', text: string): LineOutcome {
  return { ok: false, trouble, excerpt: text.slice(0, 120) };
}
