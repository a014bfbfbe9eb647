// Threads of Node.
import { Worker } from 'node:worker_threads';
import type { Threads } from '../threads.ts';

export const realThreads: Threads = {
  start(entry, data, { onMessage, onEnd, heapMegabytesMax }) {
    const worker = new Worker(entry, {
      workerData: data,
      ...(heapMegabytesMax === undefined
        ? {}
        : { resourceLimits: { maxOldGenerationSizeMb: heapMegabytesMax } }),
    });
    let broken: Error | undefined;
    worker.on('message', onMessage);
    worker.on('error', (error) => {
      broken = error instanceof Error ? error : new Error(String(error));
    });
    worker.on('exit', () => onEnd(broken));
    return {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      post: (message) => worker.postMessage(message),
      terminate: async () => void (await worker.terminate()),
    };
  },
};
