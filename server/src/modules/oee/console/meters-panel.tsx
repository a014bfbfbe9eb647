// The meters of a place or machine: the main one and those of its parts, among the signals that count energy.
import type { Meters, Signal } from '@jingwei/sdk';
import {
  asFailure,
  ChoiceInput,
  EditTable,
  FailurePanel,
  layout,
  Loading,
  Panel,
  useCallback,
  useClient,
  useLoaded,
  useState,
  useText,
} from '@jingwei/console/kit';
import { meterRows, metersOf } from './catalogue-drafts.ts';
import styles from './oee.module.css';
import { SaveBar } from './save-bar.tsx';

const text = {
  title: { en: 'Energy meters', zh: '能耗计量表' },
  how: {
    en: 'The first line is the main meter; what it counts and no other line does is shown as the rest, so that the sums close.',
    zh: '首行为总表；总表减去其余各行即为未计量部分，合计始终相符。',
  },
  of: { en: 'Meters of', zh: '计量表所属' },
  whole: { en: 'whole enterprise', zh: '整个企业' },
  meter: { en: 'meter', zh: '计量表' },
  name: { en: 'Name', zh: '名称' },
  signal: { en: 'Signal', zh: '测点' },
  choose: { en: 'Choose …', zh: '请选择……' },
  wrapsAt: { en: 'Runs over at', zh: '翻转值' },
  add: { en: 'Add a meter', zh: '添加计量表' },
  none: {
    en: 'No meter yet: energy per part cannot be told.',
    zh: '尚无计量表：无法给出单件能耗。',
  },
  noSignal: {
    en: 'No signal here has a unit of energy (kW.h, J and so on): give one its unit at its connection first.',
    zh: '此处没有能量单位（kW.h、J 等）的测点：请先在其连接中设置单位。',
  },
  save: { en: 'Save the meters', zh: '保存计量表' },
};

const signalsMax = 1_000;
const energyUnit = /(W\.h|J|eV|cal_?[A-Za-z]*|\[Btu[^\]]*\]|W\.s)$/;

type Props = {
  readonly enterprise: string;
  readonly machines: readonly { readonly identifier: string; readonly name: string }[];
};

export function MetersPanel({ enterprise, machines }: Props) {
  const t = useText();
  const client = useClient();
  const [place, setPlace] = useState(enterprise);
  const load = useCallback(
    async (signal: AbortSignal) => {
      const known = client.meters(place, { signal }).catch((error: unknown) => {
        if (asFailure(error).code === 'oee.no-meters') return undefined;
        throw error;
      });
      const found: Signal[] = [];
      let after: string | undefined;
      do {
        const more = after === undefined ? {} : { after };
        const page = await client.findSignals({ under: place, limit: signalsMax, signal, ...more });
        found.push(...page.signals.filter(({ unitCode = '' }) => energyUnit.test(unitCode)));
        after = page.next;
      } while (after !== undefined && found.length < signalsMax);
      return { place, meters: await known, signals: found };
    },
    [client, place],
  );
  const { loaded, again } = useLoaded(load);
  const choices = machines.map(({ identifier, name }) => ({ value: identifier, label: name }));
  return (
    <Panel title={t(text.title)}>
      <p className={layout['lead']}>{t(text.how)}</p>
      <div className={styles['inset']}>
        <ChoiceInput
          label={t(text.of)}
          value={place}
          choices={[{ value: enterprise, label: `${enterprise} (${t(text.whole)})` }, ...choices]}
          onChange={setPlace}
        />
      </div>
      {loaded.state === 'loading' && <Loading />}
      {loaded.state === 'failed' && <FailurePanel failure={loaded.failure} onRetry={again} />}
      {loaded.state === 'loaded' && <Editor key={loaded.value.place} {...loaded.value} />}
    </Panel>
  );
}

type EditorProps = {
  readonly place: string;
  readonly meters: Meters | undefined;
  readonly signals: readonly Signal[];
};

function Editor({ place, meters, signals }: EditorProps) {
  const t = useText();
  const client = useClient();
  const [rows, setRows] = useState(() => meterRows(meters));
  const choices = signals.map(({ identifier, name, unitCode = '' }) => ({
    value: identifier,
    label: `${name} (${unitCode}) · ${identifier}`,
  }));
  return (
    <>
      {signals.length === 0 && <p className={layout['lead']}>{t(text.noSignal)}</p>}
      <EditTable
        name={text.meter}
        columns={[
          { name: 'name', label: text.name },
          {
            ...{ name: 'signal', label: text.signal, wide: true },
            choices: [{ value: '', label: t(text.choose) }, ...choices],
          },
          { name: 'wrapsAt', label: text.wrapsAt },
        ]}
        rows={rows}
        fresh={{ name: '', signal: '', wrapsAt: '' }}
        add={text.add}
        none={text.none}
        ordered
        onRows={setRows}
      />
      <SaveBar
        label={text.save}
        drafted={metersOf(rows)}
        draft={rows}
        save={(value) => client.putMeters(place, value)}
      />
    </>
  );
}
