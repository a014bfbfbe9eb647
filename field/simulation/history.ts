// What the clients of a simulation did and were told, and the checkers: no answer may be wrong, and
// nothing that was acknowledged may be lost.

/** One value of a handle over time; versions are written in order and never twice. */
type Written = {
  /** The highest version that anybody tried to write. */
  attempted: number;
  /** The highest version that was acknowledged, and when. */
  acknowledged: number;
  acknowledgedMs: number;
};

export type Told = {
  readonly handle: string;
  readonly responseCode: number;
  readonly text?: string;
};

export class History {
  readonly #handles = new Map<string, Written>();
  readonly #negativeTtlMs: number;
  readonly violations: string[] = [];
  answers = 0;
  unreachable = 0;

  /** `negativeTtlMs`: for how long a resolver may remember that there was nothing. */
  constructor(options: { negativeTtlMs: number }) {
    this.#negativeTtlMs = options.negativeTtlMs;
  }

  get acknowledgedHandles(): string[] {
    return [...this.#handles].flatMap(([handle, { acknowledged }]) =>
      acknowledged > 0 ? [handle] : [],
    );
  }

  /** The text that stands for a version; nobody else writes it. */
  textOf(handle: string, version: number): string {
    return `${handle} version ${version}`;
  }

  /** A client is about to write the next version; returns it. */
  attempt(handle: string): number {
    const written = this.#of(handle);
    written.attempted += 1;
    return written.attempted;
  }

  acknowledge(handle: string, version: number, nowMs: number): void {
    const written = this.#of(handle);
    if (version <= written.acknowledged) return;
    if (written.acknowledged === 0) written.acknowledgedMs = nowMs;
    written.acknowledged = version;
  }

  /** An answer that may come from a memory: right is whatever was true at some time, but never invented. */
  check(told: Told, askedMs: number): void {
    this.answers += 1;
    const written = this.#of(told.handle);
    if (told.responseCode === 1) return this.#checkText(told, 1);
    if (told.responseCode !== 100) return this.#violate(told, 'an answer of another kind');
    const knownSince = written.acknowledged > 0 ? written.acknowledgedMs : Infinity;
    if (askedMs > knownSince + this.#negativeTtlMs)
      this.#violate(told, 'an acknowledged one is lost');
  }

  /** An answer straight from the authority, when all is well again: the last acknowledged version or a later one. */
  checkLast(told: Told): void {
    this.answers += 1;
    const { acknowledged } = this.#of(told.handle);
    if (told.responseCode === 1) return this.#checkText(told, acknowledged);
    if (acknowledged > 0)
      this.#violate(told, `version ${acknowledged} was acknowledged and is lost`);
  }

  violate(what: string): void {
    this.violations.push(what);
  }

  #checkText(told: Told, versionMin: number): void {
    const { attempted } = this.#of(told.handle);
    for (let version = Math.max(1, versionMin); version <= attempted; version++) {
      if (told.text === this.textOf(told.handle, version)) return;
    }
    this.#violate(told, `versions ${versionMin} to ${attempted} would be right`);
  }

  #violate(told: Told, why: string): void {
    this.violations.push(`${told.handle}: code ${told.responseCode} "${told.text ?? ''}": ${why}`);
  }

  #of(handle: string): Written {
    let written = this.#handles.get(handle);
    if (written === undefined) {
      written = { attempted: 0, acknowledged: 0, acknowledgedMs: Infinity };
      this.#handles.set(handle, written);
    }
    return written;
  }
}
