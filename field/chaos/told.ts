// What the machines of the chaos run know themselves of what they told, number by number: the independent count rests on
// nothing else. Every signal tells 1, 2, 3 …

/** A set of small counts by number, in bytes: an hour tells millions of numbers. */
export class Counts {
  #bytes = new Uint8Array(4_096);
  highest = 0;

  of(number: number): number {
    return this.#bytes[number] ?? 0;
  }

  add(number: number): void {
    if (number >= this.#bytes.length) {
      const larger = new Uint8Array(2 ** Math.ceil(Math.log2(number + 1)));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[number] = Math.min(255, this.of(number) + 1);
    this.highest = Math.max(this.highest, number);
  }

  remove(number: number): void {
    this.#bytes[number] = Math.max(0, this.of(number) - 1);
  }
}

/** Numbers that a sender knows to be kept, since it was told so. */
export type Acknowledged = {
  /** Identifier of the signal. */
  readonly signal: string;
  /** 1 for a number that was acknowledged. */
  readonly acknowledged: Counts;
  /** How often it was sent without an answer: each time may have been taken. */
  readonly unanswered: Counts;
  /** It is sent again under a key of its own, and so stored once whatever happens. */
  readonly isOnce?: boolean;
  /** Numbers that were on their way behind the sender when a gateway ended; a broker delivers them again (MQTT 5, 4.3.2). */
  readonly redelivered: readonly { readonly first: number; readonly last: number }[];
};

/** One connection of a machine that repeats nothing: lines are numbers, each told by all of its signals. */
export type Told = {
  readonly first: number;
  last: number;
  /** Whether the machine ended it, after its last line; otherwise the gateway did, perhaps with lines unread. */
  byMachine: boolean;
};

/** From the start of a gateway to its end. */
export type Life = {
  readonly connections: Told[];
  /** What was read and not yet durable when it ended is lost with it, and was never acknowledged. */
  ended: boolean;
};

export type Unacknowledged = {
  readonly signals: readonly string[];
  readonly lives: readonly Life[];
};
