// A table of which one row at a time is opened and shows more below. Long lists are shown in pieces.
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Button } from '@mantine/core';
import type { Bilingual } from './bilingual.ts';
import { ColumnHeads } from './column-heads.tsx';
import { Icon } from './icons.tsx';
import { useText } from './language.tsx';
import styles from './opening-table.module.css';

const more = { en: 'Show {count} more', zh: '再显示 {count} 个' };

type OpeningTableProps<T, N extends string> = {
  readonly items: readonly T[];
  /** The name of an item; each has another. */
  readonly nameOf: (item: T) => string;
  readonly columns: readonly N[];
  readonly text: Readonly<Record<N, Bilingual>>;
  /** On what holds an item, with its name. */
  readonly attribute: `data-${string}`;
  readonly pieceSize: number;
  /** The item that is open at first, shown however far down it is. */
  readonly open?: string | null;
  readonly className: string | undefined;
  readonly renderRow: (item: T, opener: Opening) => ReactNode;
  readonly renderDetail: (item: T) => ReactNode;
};
export type Opening = { readonly isOpen: boolean; readonly onToggle: () => void };

export function OpeningTable<T, N extends string>(props: OpeningTableProps<T, N>) {
  const {
    items,
    nameOf,
    columns,
    text,
    attribute,
    pieceSize,
    open = null,
    renderRow,
    renderDetail,
  } = props;
  const t = useText();
  const [opened, setOpened] = useState(open);
  const [count, setCount] = useState(pieceSize);
  const at = items.findIndex((item) => nameOf(item) === opened);
  const shown = items.slice(0, Math.max(count, at + 1));
  const left = items.length - shown.length;
  return (
    <>
      <div className={styles['frame']}>
        <table className={props.className}>
          <ColumnHeads columns={columns} text={text} />
          {shown.map((item) => {
            const name = nameOf(item);
            const isOpen = name === opened;
            return (
              <tbody key={name} {...{ [attribute]: name }}>
                {renderRow(item, { isOpen, onToggle: () => setOpened(isOpen ? null : name) })}
                {isOpen && (
                  <tr data-detail="">
                    <td colSpan={columns.length}>{renderDetail(item)}</td>
                  </tr>
                )}
              </tbody>
            );
          })}
        </table>
      </div>
      {left > 0 && (
        <div>
          <Button size="xs" variant="default" onClick={() => setCount(count + pieceSize)}>
            {t(more, { count: Math.min(left, pieceSize) })}
          </Button>
        </div>
      )}
    </>
  );
}

type OpenerProps = Opening & { readonly name: string; readonly words: string };

/** The name of an item, which opens and closes it. */
export function Opener({ name, words, isOpen, onToggle }: OpenerProps) {
  return (
    <button
      type="button"
      className={styles['opener']}
      aria-expanded={isOpen}
      title={words}
      onClick={onToggle}
    >
      <Icon name={isOpen ? 'down' : 'open'} size={12} />
      {name}
    </button>
  );
}
