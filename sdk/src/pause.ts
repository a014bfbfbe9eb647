// The client's only timers. A caller on a virtual clock hands in its own.

export type Timer = {
  /** Resolves after `ms`, or at once when `signal` aborts; never rejects. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
  /** Calls `fire` after `ms` unless cancelled. */
  after(ms: number, fire: () => void): { cancel(): void };
};

export const realTimer: Timer = {
  pause(ms, signal) {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = () => {
        clearTimeout(timeout);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timeout = setTimeout(done, ms);
      signal.addEventListener('abort', done, { once: true });
    });
  },
  after(ms, fire) {
    const timeout = setTimeout(fire, ms);
    return { cancel: () => clearTimeout(timeout) };
  },
};
