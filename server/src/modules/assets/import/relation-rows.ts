// The rows of relations of an import: new ones are made, those that are there stay.
import type { RecordsReader } from '../../../stores/records/records.ts';
import { enterpriseOf } from '../api.ts';
import type { Step } from '../changes.ts';
import { keyOf } from '../model/key.ts';
import { relationId, relationsCollection, type KeptRelation } from '../relations.ts';
import { relationKinds } from '../schemas.ts';
import { textOf } from './plan.ts';
import type { ImportProblem } from './schemas.ts';
import { problemAt, type Row } from './table.ts';

type Around = { readonly enterprise: string; readonly exists: (key: string) => boolean };

export async function planRelations(
  records: RecordsReader,
  rows: readonly Row[],
  { enterprise, exists }: Around,
): Promise<{ steps: Step[]; problems: ImportProblem[] }> {
  const steps = new Map<string, Step>();
  const problems: ImportProblem[] = [];
  const tenant = keyOf(enterprise);
  for (const row of rows) {
    const kind = relationKinds.find((one) => one === textOf(row.cells.get('kind')));
    const [from, to] = ['from', 'to'].map((end) => keyOf(textOf(row.cells.get(end)) ?? ''));
    const wrong = (column: string, en: string, zh: string) => {
      const { sheet, row: line } = row;
      problems.push(problemAt({ sheet, row: line, column }, { en, zh }));
    };
    const known = (key: string | undefined): key is string =>
      key !== undefined && enterpriseOf(key) === tenant && exists(key);
    if (!kind) {
      const all = relationKinds.join(', ');
      wrong('kind', `The kind must be one of ${all}.`, `关系须为以下之一：${all}。`);
    } else if (!known(from) || !known(to)) {
      wrong(
        known(from) ? 'to' : 'from',
        `There is no such asset in ${enterprise}. Write its identifier.`,
        `${enterprise} 中没有该资产。请填写其标识。`,
      );
    } else if (from === to) {
      wrong('to', 'An asset is not related to itself.', '资产不能与自身建立关系。');
    } else {
      const after: KeptRelation = { from, to, kind };
      const id = relationId(after);
      if (await records.get(relationsCollection.name, tenant, id)) continue;
      steps.set(id, { collection: relationsCollection.name, id, after });
    }
  }
  return { steps: [...steps.values()], problems };
}
