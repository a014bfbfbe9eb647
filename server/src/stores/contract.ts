// What the contract suites need from an engine under test: a fresh store, the means to close and open it
// again on the same data, and to throw it away.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isFailure } from '../kernel/failure/failure.ts';

export type Subject<S> = {
  readonly store: S;
  /** Closes the store and opens it again on the same data. */
  reopen(): Promise<S>;
  /** Closes what is open and deletes the data. */
  dispose(): Promise<void>;
};

export type OpenSubject<S, X = unknown> = () => Promise<Subject<S> & X>;

/** Declares tests that each get a fresh store. */
export function contractTests<S, X>(name: string, open: OpenSubject<S, X>) {
  return (title: string, work: (subject: Subject<S> & X) => Promise<void>) =>
    test(`${name}: ${title}`, async () => {
      const subject = await open();
      try {
        await work(subject);
      } finally {
        await subject.dispose();
      }
    });
}

/** Declares tests that share one store, each with names of its own in it: quicker to run. */
export function sharedContractTests<S, X>(name: string, open: OpenSubject<S, X>) {
  let subject: (Subject<S> & X) | undefined;
  before(async () => {
    subject = await open();
  });
  after(() => subject?.dispose());
  return (title: string, work: (store: S) => Promise<void>) =>
    test(`${name}: ${title}`, async () => {
      assert.ok(subject);
      await work(subject.store);
    });
}

export async function rejectsWith(code: string, work: () => unknown): Promise<void> {
  await assert.rejects(
    async () => work(),
    (error) => isFailure(error, code) || assert.fail(`${code} expected, got ${String(error)}`),
  );
}

export const byUtf8 = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
