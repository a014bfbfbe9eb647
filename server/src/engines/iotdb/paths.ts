// Where things lie in IoTDB, below the one database: devices of readings and figures in groups of a thousand, and the rows of
// the program itself.

const groupSize = 1_000;

export class Paths {
  readonly root: string;
  readonly groupSize = groupSize;

  constructor(database: string) {
    this.root = `root.${database}`;
  }

  /** Readings: every series has one of these, or more. */
  get readings(): string {
    return `${this.root}.s`;
  }

  /** What thinning counted: like readings, by the first device of the series. */
  get figures(): string {
    return `${this.root}.f`;
  }

  get series(): string {
    return `${this.root}.k.s`;
  }

  get streams(): string {
    return `${this.root}.k.d`;
  }

  get journal(): string {
    return `${this.root}.k.j`;
  }

  get corrections(): string {
    return `${this.root}.k.c`;
  }

  /** Who has the database, and its format. */
  get owner(): string {
    return `${this.root}.k.o`;
  }

  group(number: number): string {
    return `${this.readings}.g${number}`;
  }

  device(number: number): string {
    return `${this.group(Math.floor(number / groupSize))}.d${number}`;
  }

  figuresOf(device: number): string {
    return `${this.figures}.g${Math.floor(device / groupSize)}.d${device}`;
  }

  delivered(stream: number): string {
    return `${this.root}.d.g${Math.floor(stream / groupSize)}.d${stream}`;
  }

  deviceOf(path: string): number {
    return Number(path.slice(path.lastIndexOf('.') + 2));
  }
}
