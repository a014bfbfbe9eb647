// Other threads of this process as a value: what is started on one, what it is told, and how it ends.
export type ThreadEvents = {
  readonly onMessage: (message: unknown) => void;
  /** Called once; `error` when it broke. Nothing comes after it. */
  readonly onEnd: (error?: Error) => void;
};

export type ThreadOptions = ThreadEvents & {
  /** It breaks when its own heap grows beyond; unbounded unless told. */
  readonly heapMegabytesMax?: number;
};

export interface Thread {
  /** Lost when the thread has ended. */
  post(message: unknown): void;
  /** Ends it at once, whatever it does. */
  terminate(): Promise<void>;
}

export interface Threads {
  /** Runs a module on a thread of its own; it finds `data`, copied or shared, as its `workerData`. */
  start(entry: URL, data: unknown, options: ThreadOptions): Thread;
}
