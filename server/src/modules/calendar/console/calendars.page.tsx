// The page of plant calendars at `/calendars`: the month of an enterprise, line or machine as it comes out, and the pattern
// behind it, which is changed from a day on.
import {
  ChoiceInput,
  EmptyState,
  FailurePanel,
  Link,
  Loading,
  useCallback,
  useClient,
  useEnterprise,
  useLoaded,
  useState,
  useText,
  type ConsolePage,
} from '@jingwei/console/kit';
import styles from './calendars.module.css';
import { MonthPanel } from './month-panel.tsx';
import { PatternPanel } from './pattern-panel.tsx';

const text = {
  title: { en: 'Plant calendars', zh: '工厂日历' },
  enterprise: { en: 'Enterprise', zh: '企业' },
  place: { en: 'Place or machine', zh: '场所或设备' },
  whole: { en: 'whole enterprise', zh: '整个企业' },
  none: { en: 'No machine is connected yet', zh: '尚未接入设备' },
  connect: { en: 'Connect a machine', zh: '接入设备' },
};

function CalendarsPage() {
  const t = useText();
  const { loaded, again } = useEnterprise();
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const { enterprise, options, choose } = loaded.value;
  if (enterprise === undefined) {
    const link = <Link to="/connections/new">{t(text.connect)}</Link>;
    return <EmptyState heading="h1" title={t(text.none)} actions={link} />;
  }
  return (
    <div className={styles['page']}>
      <header className={styles['title']}>
        <h1>{t(text.title)}</h1>
        {options.length > 1 && (
          <ChoiceInput
            label={t(text.enterprise)}
            value={enterprise}
            choices={options.map((one) => ({ value: one, label: one }))}
            onChange={choose}
          />
        )}
      </header>
      <OfEnterprise key={enterprise} enterprise={enterprise} />
    </div>
  );
}

const machinesMax = 500;

function OfEnterprise({ enterprise }: { readonly enterprise: string }) {
  const t = useText();
  const client = useClient();
  const [place, setPlace] = useState(enterprise);
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
      <ChoiceInput
        label={t(text.place)}
        value={place}
        choices={[{ value: enterprise, label: `${enterprise} (${t(text.whole)})` }, ...choices]}
        onChange={setPlace}
      />
      <MonthPanel key={`month ${key}`} place={place} />
      <PatternPanel
        key={`pattern ${key}`}
        place={place}
        onChanged={() => setChanges(changes + 1)}
      />
    </>
  );
}

export const page: ConsolePage = { id: 'calendars', component: CalendarsPage };
