// The check of a record's signature between the walk and the cache. The signatures are asked of the server that
// probably holds the record in the same moment as the record itself, so that checking costs no round trip.
import { responseCode, type HandleValue } from '../../../wire/handle/handle.ts';
import type { SignatureState } from '../api.ts';
import type { RecordVerifier } from '../trust/record-verifier.ts';
import type { Question } from '../model/question.ts';
import type { Contact } from '../model/site.ts';
import type { Asker } from './asker.ts';
import { placeOf } from './server-memory.ts';
import type { WalkEnd } from './walk.ts';

/** The type that is asked for along with every record. */
const signatureType = 'HS_SIGNATURE';
/** Types that one check may ask the holder for. */
const asksMax = 8;

type Values = readonly HandleValue[] | undefined;

export type CheckParts = {
  readonly verifier: RecordVerifier;
  readonly asker: Asker;
  readonly elsewhere: (handle: string) => Promise<Values>;
};

/** One check: made before the walk, so that it can ask along with it. */
export class RecordCheck {
  readonly #question: Question;
  readonly #parts: CheckParts;
  /** Answers under way, by server. */
  readonly #alongside = new Map<string, Promise<Values>>();

  constructor(question: Question, parts: CheckParts) {
    this.#question = question;
    this.#parts = parts;
  }

  /** The server is being asked for the record. */
  askAlongside(contact: Contact): void {
    const place = placeOf(contact);
    if (this.#alongside.has(place) || this.#alongside.size >= asksMax) return;
    this.#alongside.set(place, this.#ask(contact, signatureType));
  }

  verify(end: WalkEnd, values: readonly HandleValue[]): Promise<SignatureState> {
    let asks = 0;
    const inRecord = values.filter(({ type }) => type === signatureType);
    const alsoThere = (type: string): Promise<Values> => {
      if (type === signatureType && inRecord.length > 0) return Promise.resolve(inRecord);
      const underWay =
        type === signatureType ? this.#alongside.get(placeOf(end.contact)) : undefined;
      if (underWay !== undefined) return underWay;
      asks += 1;
      return asks > asksMax ? Promise.resolve(undefined) : this.#ask(end.contact, type);
    };
    const { verifier, elsewhere } = this.#parts;
    const others = values.filter(({ type }) => type !== signatureType);
    const record = { handle: this.#question.handle, values: others };
    return verifier.verify(record, { alsoThere, elsewhere });
  }

  async #ask(contact: Contact, type: string): Promise<Values> {
    const asked = await this.#parts.asker.ask(contact, this.#question, { types: [type] });
    if (!asked.ok) return undefined;
    const { body, header } = asked.message;
    if (header.responseCode === responseCode.valuesNotFound) return [];
    if (body.kind !== 'resolve-response') return undefined;
    return body.values.filter((value) => value.type === type);
  }
}
