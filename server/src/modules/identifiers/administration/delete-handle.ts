// Op 101: a handle and all of its values go.
import { responseCode, type HandleRequest } from '../../../wire/handle/handle.ts';
import { deletePermission } from './create-handle.ts';
import { done, refusing, type Plan } from './plan.ts';
import { isRefusal, type Records } from './records.ts';
import { refusal } from './refusal.ts';

export async function planDelete({ handle }: HandleRequest, records: Records): Promise<Plan> {
  const question = await records.questionOf(handle);
  if (isRefusal(question)) return refusing(question);
  if (question.naming && question.prefix === records.prefix) return refusing(ownRecord);
  const old = await records.read(question.key);
  if (old === undefined) return refusing(refusal('handleNotFound'));
  return {
    needs: [{ record: old.values, permissions: deletePermission(question) }],
    write: { key: question.key, record: null, expect: old.revision },
    answer: async () => done,
  };
}

/** It holds the administrator's key and comes from the settings. */
const ownRecord = {
  code: responseCode.notSupported,
  body: { kind: 'error', message: 'The record of the node’s own prefix follows its settings' },
  openly: true,
} as const;
