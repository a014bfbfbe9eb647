// The head of a table: a column each, named by the page's own words.
import type { Bilingual } from './bilingual.ts';
import { useText } from './language.tsx';

type ColumnHeadsProps<N extends string> = {
  readonly columns: readonly N[];
  readonly text: Readonly<Record<N, Bilingual>>;
};

export function ColumnHeads<N extends string>({ columns, text }: ColumnHeadsProps<N>) {
  const t = useText();
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <th key={column} scope="col" data-column={column}>
            {t(text[column])}
          </th>
        ))}
      </tr>
    </thead>
  );
}
