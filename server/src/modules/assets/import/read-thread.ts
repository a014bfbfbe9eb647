// The thread on which one file is read: a file that takes too much memory or time takes this thread with it and
// nothing else.
import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../../kernel/failure/assert.ts';
import { readTables } from './read-file.ts';

assert(parentPort !== null, 'a file is read on a thread of its own');
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort.postMessage(await readTables(workerData as Uint8Array));
