// What a resolve worker does with a datagram: a plain question for a public record is answered here, everything
// else goes to the main thread, which answers from the same port.
import type { Address } from '../../../kernel/world/network.ts';
import { AnswerBuffer } from '../listeners/answer-buffer.ts';
import type { PlainAnswers } from '../listeners/plain-answers.ts';
import type { Peer } from '../listeners/peer.ts';
import { sendMessages } from '../listeners/udp-listener.ts';
import type { PlainRecords } from './plain-records.ts';
import type { SharedCells } from './shared-cells.ts';
import type { HandedOver } from './worker-data.ts';

/** Packets of one worker that may wait for the main thread; more are lost, as datagrams are. */
const waitingMax = 1_024;

export type DatagramParts = {
  readonly worker: number;
  readonly cells: SharedCells;
  readonly records: PlainRecords;
  readonly answers: PlainAnswers;
  readonly send: (packet: Uint8Array, to: Address) => void;
  readonly handOver: (packets: readonly HandedOver[]) => void;
};

/** Gives what takes one packet. Packets of one turn are handed over together. */
export function answerDatagrams(parts: DatagramParts): (packet: Uint8Array, from: Address) => void {
  const { worker, cells, records, answers, send } = parts;
  let waiting: HandedOver[] = [];
  const flush = (): void => {
    const packets = waiting;
    waiting = [];
    parts.handOver(packets);
  };
  return (packet, from) => {
    const out = plainAnswer(packet, from);
    if (out !== undefined) {
      cells.countAnswer(worker);
      return sendMessages(out, (part) => send(part, from));
    }
    if (cells.waiting(worker) >= waitingMax) return;
    cells.handOver(worker, 1);
    if (waiting.length === 0) setImmediate(flush);
    waiting.push({ packet: new Uint8Array(packet), from });
  };

  function plainAnswer(packet: Uint8Array, { host, port }: Address): Uint8Array | undefined {
    const key = answers.keyOf(packet);
    const block = key === undefined ? undefined : records.plain(key);
    if (block === undefined) return undefined;
    const out = new AnswerBuffer();
    const peer: Peer = { transport: 'udp', host, port };
    const written = answers.append(packet, block, { out, peer, siteSerial: cells.siteSerial });
    return written ? out.take() : undefined;
  }
}
