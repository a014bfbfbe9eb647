// Time as a value that is handed in, so that a simulation can run years in seconds and a test can
// step the clock backwards.

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;

export type Timer = { cancel(): void };

export interface Clock {
  /** Wall time; may step when somebody sets the clock. */
  now(): EpochMs;
  /** Milliseconds from an arbitrary start; never goes back. For measuring spans. */
  monotonicMs(): number;
  /** Runs `work` once after `delayMs`. Timers never keep the process alive by themselves. */
  after(delayMs: number, work: () => void): Timer;
}

/** Resolves after `delayMs`, or at once when the signal aborts. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      timer.cancel();
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = clock.after(delayMs, finish);
    signal?.addEventListener('abort', finish, { once: true });
  });
}

/** Runs `work` every `periodMs`, the next run starting after the last has ended; cancel to stop. */
export function every(clock: Clock, periodMs: number, work: () => void | Promise<void>): Timer {
  let stopped = false;
  let timer: Timer;
  const arm = () => {
    timer = clock.after(periodMs, () => {
      void Promise.resolve(work()).finally(() => {
        if (!stopped) arm();
      });
    });
  };
  arm();
  return {
    cancel() {
      stopped = true;
      timer.cancel();
    },
  };
}
