// One message brought to one person: by webhook, signed, or by mail. Rejects with the reason in plain words. Whoever writes
// a plan names the server: it gets as far as the operator allows, and what it answers is neither followed nor read.
import { isFailure } from '../../../kernel/failure/failure.ts';
import { sleep, type Clock } from '../../../kernel/world/clock.ts';
import type { Reach } from '../../../kernel/world/reach.ts';
import type { World } from '../../../kernel/world/world.ts';
import type { Alarm } from '../api.ts';
import { alarmsFailures } from '../failures.ts';
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

export type Outside = { readonly world: World; readonly reach: Reach };

const timeoutMs = 15_000;
/** A mail server that says a little now and then holds up nobody for longer. */
const mailMs = 60_000;
const reasonLength = 300;

/** Fails with `alarms.server-inside`, or with an error whose message is the reason. */
export async function deliver(outside: Outside, delivery: Delivery): Promise<void> {
  const { way, person, message } = delivery;
  if (way.kind === 'webhook') {
    await call(outside, { ...delivery, way });
    return;
  }
  if (person.address === undefined) throw new Error(`${person.name} has no address`);
  const found = await outside.world.network.addressesOf(way.host);
  if (found.length === 0) throw new Error(`the name ${way.host} is not known`);
  const address = found.find(outside.reach);
  if (address === undefined) throw alarmsFailures['server-inside']({ host: way.host });
  const mail = { to: person.address, id: deliveryId(delivery.id), ...message };
  await within(outside.world.clock, (signal) => sendMail({ ...way, address }, mail, signal));
}

async function within(clock: Clock, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const [done, late] = [new AbortController(), new AbortController()];
  const working = work(late.signal);
  const tooLong = sleep(clock, mailMs, done.signal).then(() => {
    if (done.signal.aborted) return;
    late.abort();
    throw new Error(`no end within ${mailMs / 1_000} s`);
  });
  try {
    await Promise.race([working, tooLong]);
  } finally {
    done.abort();
    working.catch(() => {}); // told already, or too late
  }
}

/** What the journal says of a failure; a server chooses the words, not how many. */
export function reasonOf(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return reason.length > reasonLength && !isFailure(error)
    ? `${reason.slice(0, reasonLength)}…`
    : reason;
}

async function call(
  { world, reach }: Outside,
  delivery: Delivery & { readonly way: Extract<Way, { kind: 'webhook' }> },
): Promise<void> {
  const { way, person, message } = delivery;
  const id = deliveryId(delivery.id);
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
  const asked = {
    ...{ method: 'POST' as const, url: way.url, body, timeoutMs, reach },
    headers: {
      'content-type': 'application/json',
      'x-jingwei-delivery': id,
      'x-jingwei-signature': signature(way.secret, timeS, body),
    },
    ...(way.authorities === undefined ? {} : { authorities: way.authorities }),
  };
  const answer = await world.http.call(asked).catch((error: unknown) => {
    if (!isFailure(error, 'world.address-refused')) throw error;
    throw alarmsFailures['server-inside']({ host: new URL(way.url).hostname }, error);
  });
  answer.drop();
  if (answer.status >= 300 && answer.status <= 399) {
    throw new Error(
      `it answered ${answer.status}: redirects are not followed, name the address itself`,
    );
  }
  if (answer.status < 200 || answer.status > 299) throw new Error(`it answered ${answer.status}`);
}
