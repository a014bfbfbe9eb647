// The page of plant calendars at `/calendars`: the month of an enterprise, line or machine as it comes out, and the pattern
// behind it, which is changed from a day on.
import {
  ChoiceInput,
  EnterprisePage,
  FailurePanel,
  Loading,
  useCallback,
  useClient,
  useLoaded,
  useState,
  useText,
  type ConsolePage,
} from '@jingwei/console/kit';
import styles from './calendars.module.css';
import { MonthPanel } from './month-panel.tsx';
import { PatternPanel } from './pattern-panel.tsx';

const title = { en: 'Plant calendars', zh: '工厂日历' };
const text = {
  place: { en: 'Place or machine', zh: '场所或设备' },
  whole: { en: 'whole enterprise', zh: '整个企业' },
};

function CalendarsPage() {
  return (
    <EnterprisePage title={title}>
      {(enterprise) => <OfEnterprise enterprise={enterprise} />}
    </EnterprisePage>
  );
}

const machinesMax = 500;

function OfEnterprise({ enterprise }: { readonly enterprise: string }) {
  const t = useText();
  const client = useClient();
  const [place, setPlace] = useState(enterprise);
  const [month, setMonth] = useState('');
  const [changes, setChanges] = useState(0);
  const load = useCallback(
    async (signal: AbortSignal) => {
      const { machines } = await client.machines({ limit: machinesMax, signal });
      return machines.filter(({ identifier }) => identifier.startsWith(`${enterprise}/`));
    },
    [client, enterprise],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const choices = loaded.value.map(({ identifier, name }) => ({
    value: identifier,
    label: `${name} (${identifier})`,
  }));
  const key = `${place} ${changes}`;
  return (
    <>
      <div className={styles['actions']}>
        <ChoiceInput
          label={t(text.place)}
          value={place}
          choices={[{ value: enterprise, label: `${enterprise} (${t(text.whole)})` }, ...choices]}
          onChange={setPlace}
        />
      </div>
      <MonthPanel key={`month ${key}`} place={place} month={month} onMonth={setMonth} />
      <PatternPanel
        key={`pattern ${key}`}
        place={place}
        onChanged={() => setChanges(changes + 1)}
      />
    </>
  );
}

export const page: ConsolePage = { id: 'calendars', component: CalendarsPage };
