// One message brought to one person: by webhook, signed, or by mail. Rejects with the reason in plain words.
import type { World } from '../../../kernel/world/world.ts';
import type { Alarm } from '../api.ts';
import { sendMail } from './mail/mail.ts';
import { deliveryId, signature, type Message } from './message.ts';
import type { Person, Way } from './plan-schema.ts';

export type Delivery = {
  readonly id: string;
  readonly way: Way;
  readonly person: Person;
  readonly message: Message;
  /** Absent in a test. */
  readonly alarm?: Alarm;
};

const timeoutMs = 15_000;

export async function deliver(world: World, delivery: Delivery): Promise<void> {
  const { way, person, message } = delivery;
  const id = deliveryId(delivery.id);
  if (way.kind === 'mail') {
    if (person.address === undefined) throw new Error(`${person.name} has no address`);
    await sendMail(way, { to: person.address, id, ...message });
    return;
  }
  if (!world.http) throw new Error('there is no web here');
  const kind = delivery.alarm ? 'alarm' : 'test';
  const { alarm } = delivery;
  const body = JSON.stringify({
    id,
    kind,
    person: person.name,
    ...message,
    ...(alarm && { alarm }),
  });
  const timeS = Math.floor(world.clock.now() / 1_000);
  const answer = await world.http.call({
    ...{ method: 'POST', url: way.url, body, timeoutMs },
    headers: {
      'content-type': 'application/json',
      'x-jingwei-delivery': id,
      'x-jingwei-signature': signature(way.secret, timeS, body),
    },
    ...(way.authorities === undefined ? {} : { authorities: way.authorities }),
  });
  answer.drop();
  if (answer.status < 200 || answer.status > 299) throw new Error(`it answered ${answer.status}`);
}
