// A gateway for tests: it signs, packs and sends parcels as the real one does, and numbers as it is told.
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { assert } from '../../../kernel/failure/assert.ts';
import type { RunningProgram } from '../../../kernel/module/program.ts';
import { toColumns, type Reading } from '../../../stores/series/series.ts';
import { ask } from '../../../testing/start-modules.ts';
import { signEnrolment } from '../../../wire/tier/enrolment.ts';
import {
  encodeFacts,
  encodeGivenUp,
  encodeLedger,
  type Facts,
  type LedgerRow,
} from '../../../wire/tier/facts.ts';
import { encodeFrame } from '../../../wire/tier/frame.ts';
import { encodeParcel, type StreamHead } from '../../../wire/tier/parcel.ts';
import { encodeReadings } from '../../../wire/tier/readings.ts';
import { openReceipt, type Receipt } from '../../../wire/tier/receipt.ts';
import { signRequest } from '../../../wire/tier/request.ts';
import { parcelType } from '../api.ts';

export const stream = 'readings/88.118.8/press-7';
export const startUs = Date.UTC(2026, 10, 22, 8) * 1_000;

/** Reading number n has the value n, at second n. */
export function numberedReadings(first: number, last: number, series = '88.118.8/M-1/force') {
  const readings: Reading[] = [];
  for (let n = first; n <= last; n++) {
    const sourceTimeUs = startUs + n * 1_000_000;
    readings.push({ series, sourceTimeUs, serverTimeUs: sourceTimeUs, value: n, quality: 2 });
  }
  return readings;
}

type Reached = Pick<RunningProgram, 'origin'>;
type Options = { readonly stream?: string; readonly series?: string };

export function readingsFrame(first: number, last: number, options: Options = {}): Uint8Array {
  const body = encodeReadings(toColumns(numberedReadings(first, last, options.series)));
  const count = last - first + 1;
  return encodeFrame({ kind: 'readings', stream: options.stream ?? stream, first, count }, body);
}

export function factsFrame(first: number, facts: Facts, of = 'facts/88.118.8/press-7'): Uint8Array {
  const count = facts.events.length + facts.models.length;
  return encodeFrame({ kind: 'facts', stream: of, first, count }, encodeFacts(facts));
}

export function givenUpFrame(first: number, last: number, of = stream): Uint8Array {
  const body = encodeGivenUp({ reason: 'disk-full', atMs: startUs / 1_000 });
  return encodeFrame({ kind: 'given-up', stream: of, first, count: last - first + 1 }, body);
}

export function ledgerFrame(
  first: number,
  rows: readonly Partial<LedgerRow>[],
  of = 'ledger/88.118.8/press-7',
): Uint8Array {
  const nothing = { refused: {}, leftOut: {}, givenUp: {}, clockStepsMs: [] };
  const whole = rows.map((row) => ({ stream, minuteMs: startUs / 1_000, ...nothing, ...row }));
  return encodeFrame(
    { kind: 'ledger', stream: of, first, count: rows.length },
    encodeLedger(whole),
  );
}

/** `stream first-last outcome code` of each span, in order. */
export function told({ spans }: Receipt): string[] {
  return spans
    .map(({ stream: of, first, count, outcome, code }) =>
      [of, `${first}-${first + count - 1}`, outcome, ...(code === undefined ? [] : [code])].join(
        ' ',
      ),
    )
    .toSorted();
}

type Sending = {
  readonly heads?: readonly StreamHead[];
  readonly incarnation?: string;
  readonly gateway?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly pack?: (parcel: Uint8Array) => Uint8Array;
};

export class TestGateway {
  readonly keys = generateKeyPairSync('ed25519');
  readonly name: string;
  platformKey = this.keys.publicKey;

  constructor(name = 'hall-3') {
    this.name = name;
  }

  /** With an invitation by the operator. */
  async enrol(program: Reached, enterprises: readonly string[]): Promise<this> {
    const invited = await ask(program, '/api/gateways/invitations', {
      method: 'POST',
      as: '*',
      body: { enterprises },
    });
    const enrolled = await this.present(program, String(invited.body['code']));
    assert(enrolled.status === 200, `enrolled: ${enrolled.text}`);
    const key = { kty: 'OKP', crv: 'Ed25519', x: String(enrolled.body['key']) };
    this.platformKey = createPublicKey({ key, format: 'jwk' });
    return this;
  }

  present(program: Reached, invitation: string) {
    const publicKey = this.keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const body = signEnrolment({ invitation, gateway: this.name, publicKey }, this.keys.privateKey);
    return ask(program, '/api/intake/enrolments', { method: 'POST', body });
  }

  parcel(frames: readonly Uint8Array[], sending: Sending = {}): Uint8Array {
    const { heads = [], incarnation = 'inc-a', gateway = this.name } = sending;
    const head = { gateway, incarnation, number: 1, sentAtMs: startUs / 1_000, heads };
    return encodeParcel(head, frames);
  }

  async post(program: Reached, parcel: Uint8Array, sending: Sending = {}): Promise<Response> {
    const body = (sending.pack ?? zstdCompressSync)(parcel);
    const path = '/api/intake/parcels';
    const from = { gateway: this.name, timeMs: 0 }; // a clock that is wrong by half a century
    const signed = signRequest({ method: 'POST', path, body }, from, this.keys.privateKey);
    return fetch(program.origin + path, {
      method: 'POST',
      headers: { 'content-type': parcelType, ...signed, ...sending.headers },
      body: Buffer.from(body),
    });
  }

  async send(
    program: Reached,
    frames: readonly Uint8Array[],
    sending: Sending = {},
  ): Promise<Receipt> {
    const answer = await this.post(program, this.parcel(frames, sending), sending);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    assert(answer.status === 200, `a receipt: ${Buffer.from(bytes).toString()}`);
    const opened = openReceipt(bytes, this.platformKey);
    assert(opened.ok, 'the receipt is the platform’s');
    return opened.value;
  }

  async get(program: Reached, path: string): Promise<{ status: number; body: unknown }> {
    const asked = { method: 'GET', path, body: new Uint8Array() } as const;
    const from = { gateway: this.name, timeMs: 0 };
    const answer = await fetch(program.origin + path, {
      headers: signRequest(asked, from, this.keys.privateKey),
    });
    return { status: answer.status, body: await answer.json() };
  }
}
