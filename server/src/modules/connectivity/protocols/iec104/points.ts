// The objects of a station that are signals of this source, found for each thing that it tells.
import type { Family } from '../../../../wire/iec104/types.ts';
import type { Signal } from '../../../assets/api.ts';
import { objectKey, type PointAddress } from './address.ts';

export type Point = {
  /** In the listener's signals. */
  readonly position: number;
  readonly form: Signal['value'];
  readonly address: PointAddress;
  /** As what it was told last. */
  family?: Family;
};

export class Points {
  readonly #byObject = new Map<number, Point>();
  readonly #byPosition = new Map<number, Point>();

  add(point: Point): void {
    this.#byObject.set(objectKey(point.address.common, point.address.object), point);
    this.#byPosition.set(point.position, point);
  }

  get count(): number {
    return this.#byObject.size;
  }

  find(common: number, object: number): Point | undefined {
    return this.#byObject.get(objectKey(common, object));
  }

  at(position: number): Point | undefined {
    return this.#byPosition.get(position);
  }

  /** Common addresses of all points, lowest first. */
  stations(): number[] {
    const found = new Set([...this.#byPosition.values()].map(({ address }) => address.common));
    return [...found].toSorted((a, b) => a - b);
  }
}
