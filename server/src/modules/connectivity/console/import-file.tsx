// The file of a tag list and what it is, which its name tells as a rule.
import type { ImportQuery } from '@jingwei/sdk';
import { FileButton, numberText, Panel, SegmentedControl, useText } from '@jingwei/console/kit';
import styles from './connections.module.css';

type Format = ImportQuery['format'];
export type Chosen = { readonly name: string; readonly format: Format; readonly text: string };

const text = {
  title: { en: 'The list', zh: '标签列表' },
  choose: { en: 'Choose a file', zh: '选择文件' },
  format: { en: 'Format', zh: '格式' },
  none: {
    en: 'A CSV file whose first line names the columns (id, address and, where known, name, unit, value, interval, factor, offset, writable); a project of Kepware saved as JSON; or a UANodeSet of OPC UA as XML.',
    zh: '支持：首行为列名的 CSV（id、address，以及可选的 name、unit、value、interval、factor、offset、writable）；另存为 JSON 的 Kepware 项目；OPC UA 的 UANodeSet XML。',
  },
  chosen: { en: '{name}, {lines} lines', zh: '{name}，{lines} 行' },
};

const formats = [
  { value: 'csv', label: 'CSV' },
  { value: 'kepware-json', label: 'Kepware JSON' },
  { value: 'ua-nodeset', label: 'UANodeSet XML' },
] as const;

function formatOf(name: string): Format {
  if (/\.json$/i.test(name)) return 'kepware-json';
  return /\.xml$/i.test(name) ? 'ua-nodeset' : 'csv';
}

type ImportFileProps = {
  readonly chosen: Chosen | undefined;
  readonly onChoose: (chosen: Chosen) => void;
};

export function ImportFile({ chosen, onChoose }: ImportFileProps) {
  const t = useText();
  const lines = chosen?.text.trimEnd().split('\n').length ?? 0;
  return (
    <Panel
      title={t(text.title)}
      controls={
        <FileButton
          label={t(text.choose)}
          accept=".csv,.txt,.json,.xml"
          onText={(told, name) => onChoose({ name, format: formatOf(name), text: told })}
        />
      }
    >
      <p className={styles['lead']}>
        {chosen ? t(text.chosen, { name: chosen.name, lines: numberText(lines) }) : t(text.none)}
      </p>
      <div className={styles['importFormat']}>
        {chosen && (
          <SegmentedControl
            size="xs"
            aria-label={t(text.format)}
            value={chosen.format}
            data={formats.map((one) => ({ ...one }))}
            onChange={(value) => {
              const format = formats.find((one) => one.value === value)?.value ?? 'csv';
              onChoose({ ...chosen, format });
            }}
          />
        )}
      </div>
    </Panel>
  );
}
