// The page of OEE: figures at `/oee`, how they are known at `/oee/setup/<machine>`.
import {
  ChoiceInput,
  EmptyState,
  FailurePanel,
  Link,
  Loading,
  NoticeText,
  useCallback,
  useClient,
  useEnterprise,
  useLoaded,
  useText,
  type ConsolePage,
  type PageProps,
} from '@jingwei/console/kit';
import { OeeView } from './oee-view.tsx';
import styles from './oee.module.css';
import { Setup } from './setup.tsx';

const text = {
  title: { en: 'Effectiveness of machines', zh: '设备综合效率' },
  enterprise: { en: 'Enterprise', zh: '企业' },
  none: { en: 'No machine is connected yet', zh: '尚未接入设备' },
  connect: { en: 'Connect a machine', zh: '接入设备' },
  notSetUp: { en: 'No machine has figures yet', zh: '尚无设备配置指标' },
  how: {
    en: 'A machine has figures once it is said how its states are known. A published mapping is proposed with its signals.',
    zh: '说明设备状态的来源后即有指标。系统会按其测点给出已公布的映射。',
  },
  parts: { en: 'Parts of this page', zh: '页面分区' },
  figures: { en: 'Figures', zh: '指标' },
  setup: { en: 'Set-up', zh: '配置' },
  setUp: { en: 'Set up a machine', zh: '配置设备' },
};

function OeePage({ rest }: PageProps) {
  const t = useText();
  const { loaded, again } = useEnterprise();
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const { enterprise, options, choose } = loaded.value;
  if (enterprise === undefined) {
    const link = <Link to="/connections/new">{t(text.connect)}</Link>;
    return <EmptyState heading="h1" title={t(text.none)} actions={link} />;
  }
  const isSetup = rest === 'setup' || rest.startsWith('setup/');
  return (
    <div className={styles['page']}>
      <header className={styles['title']}>
        <h1>{t(text.title)}</h1>
        <nav aria-label={t(text.parts)} className={styles['parts']}>
          <Link to="/oee" aria-current={isSetup ? undefined : 'page'}>
            {t(text.figures)}
          </Link>
          <Link to="/oee/setup" aria-current={isSetup ? 'page' : undefined}>
            {t(text.setup)}
          </Link>
        </nav>
        {options.length > 1 && (
          <ChoiceInput
            label={t(text.enterprise)}
            value={enterprise}
            choices={options.map((one) => ({ value: one, label: one }))}
            onChange={choose}
          />
        )}
      </header>
      {isSetup ? (
        <Setup key={enterprise} enterprise={enterprise} chosen={rest.slice('setup/'.length)} />
      ) : (
        <OfEnterprise key={enterprise} enterprise={enterprise} />
      )}
    </div>
  );
}

const machinesMax = 500;

function OfEnterprise({ enterprise }: { readonly enterprise: string }) {
  const t = useText();
  const client = useClient();
  const load = useCallback(
    (signal: AbortSignal) => client.oeeMachines(enterprise, { limit: machinesMax, signal }),
    [client, enterprise],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const { machines, names } = loaded.value;
  if (machines.length > 0) return <OeeView {...{ enterprise, machines, names }} />;
  return (
    <EmptyState title={t(text.notSetUp)} actions={<Link to="/oee/setup">{t(text.setUp)}</Link>}>
      <NoticeText>{t(text.how)}</NoticeText>
    </EmptyState>
  );
}

export const page: ConsolePage = { id: 'oee', component: OeePage };
