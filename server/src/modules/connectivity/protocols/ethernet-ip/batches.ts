// Many requests in few packets: what fits goes together as one multiple service packet, an answer that is too large is asked
// for again in smaller groups, and a device without that service is asked one by one.
import {
  cipService,
  cipStatus,
  decodeReply,
  decodeTogether,
  encodeRequest,
  multipleServices,
  type CipReply,
  type CipRequest,
} from '../../../../wire/cip/message.ts';
import type { CipClient } from './cip-client.ts';

export type Asked = {
  readonly request: CipRequest;
  /** Octets that its answer will have, as far as known. */
  readonly answerOctets: number;
};

const packetOctets = 16;
const togetherMax = 500;

export class Batches {
  readonly #client: CipClient;
  /** The device has the service, as far as known. */
  #together = true;
  packets = 0;

  constructor(client: CipClient) {
    this.#client = client;
  }

  /** One answer for each, in order. Rejects when the connection ends. */
  async send(asked: readonly Asked[]): Promise<CipReply[]> {
    const replies: CipReply[] = [];
    for (const group of this.#groups(asked)) replies.push(...(await this.#group(group)));
    return replies;
  }

  #groups(asked: readonly Asked[]): Asked[][] {
    const groups: Asked[][] = [];
    const room = this.#client.capacity - packetOctets;
    let [sent, answered] = [Infinity, Infinity];
    for (const one of asked) {
      const octets = one.request.path.length + one.request.data.length + 4;
      const group = groups.at(-1);
      const fits = sent + octets <= room && answered + one.answerOctets + 6 <= room;
      if (group && fits && group.length < togetherMax) {
        group.push(one);
        sent += octets;
        answered += one.answerOctets + 6;
      } else {
        groups.push([one]);
        [sent, answered] = [octets, one.answerOctets + 6];
      }
    }
    return groups;
  }

  async #group(group: readonly Asked[]): Promise<CipReply[]> {
    const [first] = group;
    if (!this.#together || group.length === 1 || !first) return this.#oneByOne(group);
    this.packets += 1;
    const requests = group.map(({ request }) => encodeRequest(request));
    const reply = await this.#client.send(multipleServices(requests));
    if (
      reply.service === cipService.multipleServices &&
      reply.status === cipStatus.serviceUnsupported
    ) {
      this.#together = false;
      return this.#oneByOne(group);
    }
    const replies = repliesIn(reply);
    const right = replies?.every(({ service }, n) => service === group[n]?.request.service);
    if (right === true && replies?.length === group.length) return replies;
    const middle = Math.ceil(group.length / 2);
    return [
      ...(await this.#group(group.slice(0, middle))),
      ...(await this.#group(group.slice(middle))),
    ];
  }

  async #oneByOne(group: readonly Asked[]): Promise<CipReply[]> {
    const replies: CipReply[] = [];
    for (const { request } of group) {
      this.packets += 1;
      replies.push(await this.#client.send(request));
    }
    return replies;
  }
}

/** Undefined where the packet as a whole was refused, or is not what it should be. */
function repliesIn({ status, data }: CipReply): CipReply[] | undefined {
  if (status !== cipStatus.success && status !== cipStatus.embedded) return undefined;
  const together = decodeTogether(data);
  if (!together.ok) return undefined;
  const replies = together.value.map(decodeReply);
  return replies.every((one) => one.ok) ? replies.map((one) => one.value) : undefined;
}
