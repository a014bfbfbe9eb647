// What stands under the chart's cursor, outside of React: the mouse moves faster than pages are drawn.
import type { CursorValues } from '@jingwei/console/kit';

export class CursorStore {
  readonly #listeners = new Set<() => void>();
  #cursor: CursorValues | undefined;

  readonly put = (cursor: CursorValues | undefined): void => {
    this.#cursor = cursor;
    for (const listener of this.#listeners) listener();
  };
  readonly get = (): CursorValues | undefined => this.#cursor;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}
