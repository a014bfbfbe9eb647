// What the main thread and its resolve workers know of each other without a message: numbers in shared memory.
// Counts run around at 2^32; only differences are used.
const commits = 0;
const siteSerial = 1;
const firstWorker = 2;
const answered = 0;
const handedOver = 1;
const cellsEach = 2;

export class SharedCells {
  readonly #cells: Int32Array;
  readonly #workers: number;
  /** Of each worker, as it was told last. */
  readonly #told: number[];

  /** Either new for so many workers, or the memory that another thread made. */
  constructor(workersOrMemory: number | SharedArrayBuffer) {
    const memory =
      typeof workersOrMemory === 'number'
        ? new SharedArrayBuffer(4 * (firstWorker + cellsEach * workersOrMemory))
        : workersOrMemory;
    this.#cells = new Int32Array(memory);
    this.#workers = (this.#cells.length - firstWorker) / cellsEach;
    this.#told = Array.from({ length: this.#workers }, () => 0);
  }

  get memory(): SharedArrayBuffer {
    return this.#cells.buffer as SharedArrayBuffer;
  }

  /** Another value than before tells that something became durable meanwhile. */
  get commits(): number {
    return Atomics.load(this.#cells, commits);
  }

  committed(): void {
    Atomics.add(this.#cells, commits, 1);
  }

  get siteSerial(): number {
    return Atomics.load(this.#cells, siteSerial);
  }

  set siteSerial(serial: number) {
    Atomics.store(this.#cells, siteSerial, serial);
  }

  countAnswer(worker: number): void {
    Atomics.add(this.#cells, cellOf(worker) + answered, 1);
  }

  /** Answers of all workers since it was asked last. */
  takeAnswered(): number {
    return this.#told.reduce((sum, before, worker) => {
      const now = Atomics.load(this.#cells, cellOf(worker) + answered);
      this.#told[worker] = now;
      return sum + ((now - before) >>> 0);
    }, 0);
  }

  /** Packets that a worker has handed over and the main thread has not yet taken. */
  waiting(worker: number): number {
    return Atomics.load(this.#cells, cellOf(worker) + handedOver);
  }

  handOver(worker: number, packets: number): void {
    Atomics.add(this.#cells, cellOf(worker) + handedOver, packets);
  }

  taken(worker: number, packets: number): void {
    Atomics.sub(this.#cells, cellOf(worker) + handedOver, packets);
  }

  /** Of a worker that ended: what it handed over will not come. */
  forget(worker: number): void {
    Atomics.store(this.#cells, cellOf(worker) + handedOver, 0);
  }
}

function cellOf(worker: number): number {
  return firstWorker + cellsEach * worker;
}
