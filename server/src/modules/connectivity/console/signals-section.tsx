// The signals of a source: typed, pasted from a spreadsheet, or ticked in the tree of what the machine offers.
import {
  Button,
  Dialog,
  Icon,
  LongText,
  Panel,
  useState,
  useText,
  type Bilingual,
} from '@jingwei/console/kit';
import { BrowseTree } from './browse-tree.tsx';
import styles from './connections.module.css';
import type { Part } from './draft.ts';
import { emptyRow, rowsOfSheet, type SignalRow } from './signal-sheet.ts';
import { SignalTable } from './signal-table.tsx';

const text = {
  title: { en: 'Signals ({count})', zh: '测点（{count}）' },
  address: { en: 'Address: {words}. Example: ', zh: '地址写法：{words}。示例：' },
  add: { en: 'Add a signal', zh: '添加测点' },
  paste: { en: 'Paste a table', zh: '粘贴表格' },
  browse: { en: 'Browse the machine', zh: '浏览设备' },
  closeTree: { en: 'Close the tree', zh: '收起浏览' },
  pasteTitle: { en: 'Paste from a spreadsheet', zh: '从电子表格粘贴' },
  pasteHow: {
    en: 'Copy the cells in the spreadsheet and paste them here. A first line of headings tells which column is which (id, name, address, unit, value, interval, dead band, factor, offset, writable); without one, this is the order.',
    zh: '在电子表格中复制单元格后粘贴到此处。首行可为列标题（编号、名称、地址、单位、数据类型、周期、死区、系数、偏移、可写）；没有标题行时按此顺序读取。',
  },
  cells: { en: 'Cells', zh: '单元格' },
  take: { en: 'Add {count} signals', zh: '添加 {count} 个测点' },
  cancel: { en: 'Cancel', zh: '取消' },
  none: { en: 'No signal yet. ', zh: '尚无测点。' },
  learned: {
    en: 'Without signals the source is connected, and reads what it learns by itself, if its protocol can.',
    zh: '没有测点时仍可连接；若协议支持，将读取自动学习到的内容。',
  },
} satisfies Record<string, Bilingual>;

export function SignalsSection(part: Part) {
  const t = useText();
  const { draft, change, protocol } = part;
  const { rows } = draft;
  const [browsing, setBrowsing] = useState(false);
  const [pasting, setPasting] = useState(false);
  const add = (more: readonly SignalRow[]) => change({ rows: [...rows, ...more] });
  return (
    <Panel
      title={t(text.title, { count: rows.length })}
      controls={
        <>
          {protocol.canBrowse && (
            <Button
              size="xs"
              variant="default"
              aria-expanded={browsing}
              onClick={() => setBrowsing(!browsing)}
            >
              {t(browsing ? text.closeTree : text.browse)}
            </Button>
          )}
          <Button size="xs" variant="default" onClick={() => setPasting(true)}>
            {t(text.paste)}
          </Button>
          <Button
            size="xs"
            variant="default"
            leftSection={<Icon name="plus" size={14} />}
            onClick={() => add([emptyRow()])}
          >
            {t(text.add)}
          </Button>
        </>
      }
    >
      {protocol.address && (
        <p className={styles['lead']}>
          {t(text.address, { words: t(protocol.address.words) })}
          <code>{protocol.address.example}</code>
        </p>
      )}
      {browsing && <BrowseTree {...part} />}
      {rows.length === 0 ? (
        <p className={styles['lead']}>
          {t(text.none)}
          {t(text.learned)}
        </p>
      ) : (
        <SignalTable
          rows={rows}
          problems={part.problems?.cells}
          example={protocol.address?.example ?? ''}
          onChange={(next) => change({ rows: next })}
        />
      )}
      {pasting && <PasteDialog onTake={add} onClose={() => setPasting(false)} />}
    </Panel>
  );
}

type PasteDialogProps = {
  readonly onTake: (rows: readonly SignalRow[]) => void;
  readonly onClose: () => void;
};

function PasteDialog({ onTake, onClose }: PasteDialogProps) {
  const t = useText();
  const [told, setTold] = useState('');
  const rows = rowsOfSheet(told);
  return (
    <Dialog
      wide
      title={t(text.pasteTitle)}
      onClose={onClose}
      actions={
        <>
          <Button size="xs" variant="default" onClick={onClose}>
            {t(text.cancel)}
          </Button>
          <Button
            size="xs"
            disabled={rows.length === 0}
            onClick={() => {
              onTake(rows);
              onClose();
            }}
          >
            {t(text.take, { count: rows.length })}
          </Button>
        </>
      }
    >
      <p>{t(text.pasteHow)}</p>
      <LongText label={t(text.cells)} rows={12} value={told} onChange={setTold} />
    </Dialog>
  );
}
