// The values that a simulated machine shows at this moment. An adapter tells what changed, and all of
// it to whoever has just connected.
import type { ShdrObservation } from '../../server/src/wire/shdr/message.ts';

export class Panel {
  readonly #values = new Map<string, readonly string[]>();
  readonly #changed = new Set<string>();

  show(key: string, ...values: readonly (string | number)[]): void {
    const texts = values.map(String);
    const before = this.#values.get(key);
    if (before && before.every((text, i) => text === texts[i])) return;
    this.#values.set(key, texts);
    this.#changed.add(key);
  }

  condition(key: string, level: 'NORMAL' | 'WARNING' | 'FAULT', code = '', text = ''): void {
    this.show(key, level, code, '', '', text);
  }

  /** What changed since the last call. */
  takeChanges(): ShdrObservation[] {
    const keys = [...this.#changed];
    this.#changed.clear();
    return keys.map((key) => this.#shown(key));
  }

  all(): ShdrObservation[] {
    return [...this.#values.keys()].map((key) => this.#shown(key));
  }

  #shown(key: string): ShdrObservation {
    return { key, values: this.#values.get(key) ?? [] };
  }
}
