// Where gateways elsewhere ask for their orders; admitted by the signature of an enrolled key, as parcels are.
import { defineRoute, Reply, type Route } from '../../../kernel/http/route.ts';
import { check, Type } from '../../../kernel/schema/schema.ts';
import { sealOrders } from '../../../wire/tier/orders.ts';
import type { GatewayCalls } from '../../intake/api.ts';
import { controlFailures } from '../failures.ts';
import type { FarOrders } from './far-orders.ts';
import { answerType, askSchema, asksPath, asksType } from './message.ts';

const askBytesMax = 16 * 1024 * 1024;

export function farRoute(orders: FarOrders, calls: GatewayCalls): Route {
  return defineRoute({
    method: 'POST',
    path: asksPath,
    operation: 'askForOrders',
    summary: {
      en: 'A gateway tells what became of its orders and waits for new ones; the answer is signed',
      zh: '网关上报指令结果并等待新指令，应答经平台签名',
    },
    access: calls.access,
    bodyTypes: [asksType],
    bodyBytesMax: askBytesMax,
    body: Type.Unsafe<Uint8Array>({}),
    reply: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
    async handle({ headers, url, body, signal }) {
      const gateway = calls.signer({ method: 'POST', path: url, body }, headers);
      const asked = check(askSchema, parsed(body));
      if (!asked.ok) throw controlFailures['bad-ask']({ gateway });
      const answer = await orders.answer(gateway, asked.value, signal);
      const bytes = sealOrders(answer, (text) => calls.sign(text));
      return new Reply(bytes, { headers: { 'content-type': answerType } });
    },
  });
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined; // the schema refuses that
  }
}
