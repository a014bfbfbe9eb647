// A resolve worker: a thread with a socket on the node's UDP port and a reader of the node's store. It keeps
// nothing, so that one that breaks is simply started again.
import { parentPort, workerData } from 'node:worker_threads';
import { assert } from '../../../kernel/failure/assert.ts';
import { realClock } from '../../../kernel/world/real/clock.ts';
import { realNetwork } from '../../../kernel/world/real/network.ts';
import type { ReaderModule } from '../../../stores/names/names-reader.ts';
import { PlainAnswers } from '../listeners/plain-answers.ts';
import { answerDatagrams } from './answer-datagrams.ts';
import { PlainRecords } from './plain-records.ts';
import { SharedCells } from './shared-cells.ts';
import type { FromWorker, ToWorker, WorkerData } from './worker-data.ts';

assert(parentPort !== null, 'a resolve worker runs on a thread of its own');
const parent = parentPort;
const { worker, place, prefix, address, memory } = workerData as WorkerData;
const cells = new SharedCells(memory);
const { openReader } = (await import(place.module)) as ReaderModule;
const reader = openReader(place.path);
const records = new PlainRecords({ reader, prefix, commits: () => cells.commits });
const socket = await realNetwork.openUdp(address, { shared: true });
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
const tell = (message: FromWorker): void => parent.postMessage(message);

socket.onMessage(
  answerDatagrams({
    ...{ worker, cells, records },
    answers: new PlainAnswers(realClock, true),
    send: (packet, to) => socket.send(packet, to),
    handOver: (packets) => tell({ kind: 'packets', packets }),
  }),
);
parent.on('message', (message: ToWorker) => {
  if (message.kind === 'stop') void stop();
});
tell({ kind: 'ready' });

async function stop(): Promise<void> {
  await socket.close();
  await reader.close();
  parent.close();
}
