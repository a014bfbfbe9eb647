// The page at `/explore`: readings of any signals over any span as a chart, a table or the answer of a SELECT.
import {
  ChoiceInput,
  EmptyState,
  FailurePanel,
  Link,
  Loading,
  useEnterprise,
  useText,
  type ConsolePage,
  type PageProps,
} from '@jingwei/console/kit';
import { Explore } from './explore.tsx';
import styles from './explore.module.css';

const text = {
  title: { en: 'Explore', zh: '数据分析' },
  enterprise: { en: 'Enterprise', zh: '企业' },
  none: { en: 'No machine is connected yet', zh: '尚未接入设备' },
  connect: { en: 'Connect a machine', zh: '接入设备' },
};

function ExplorePage({ query }: PageProps) {
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
      <Explore key={enterprise} enterprise={enterprise} query={query} />
    </div>
  );
}

export const page: ConsolePage = { id: 'explore', component: ExplorePage };
