// An authority whose records can be asked for with a signature: a question that names the type HS_SIGNATURE,
// or index 400, is answered with one made for it. Every other question goes straight through.
import type { Answer } from '../../../stores/names/names.ts';
import { responseCode, valueType } from '../../../wire/handle/handle.ts';
import type { Finding, FindOptions, RecordSource } from '../listeners/record-source.ts';
import { whenThere } from '../model/answered.ts';
import type { Question } from '../model/question.ts';
import { firstSignatureIndex } from './key-slots.ts';
import type { RecordSigner } from './record-signer.ts';

export class SignedSource implements RecordSource {
  readonly #source: RecordSource;
  readonly #signer: RecordSigner;

  constructor(source: RecordSource, signer: RecordSigner) {
    this.#source = source;
    this.#signer = signer;
  }

  get authoritative(): boolean {
    return this.#source.authoritative;
  }

  get site(): Uint8Array {
    return this.#source.site;
  }

  get siteSerial(): number {
    return this.#source.siteSerial;
  }

  plain(key: string): Answer<Uint8Array | undefined> {
    return this.#source.plain(key);
  }

  find(question: Question, options: FindOptions): Answer<Finding> {
    const found = this.#source.find(question, options);
    if (!asksForSignature(options)) return found;
    return whenThere(found, (finding) =>
      finding.code === responseCode.ok && finding.block !== undefined
        ? this.#signer.signed(question.handle, finding.block)
        : finding,
    );
  }
}

const names = new Set<string>([valueType.signature, `${valueType.signature}.`]);

function asksForSignature({ types = [], indexes = [] }: FindOptions): boolean {
  if (indexes.includes(firstSignatureIndex)) return true;
  return types.some((type) => names.has(type.toUpperCase()));
}
