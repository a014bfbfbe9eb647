// The page of OEE at `/oee`.
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
} from '@jingwei/console/kit';
import { OeeView } from './oee-view.tsx';
import styles from './oee.module.css';

const text = {
  title: { en: 'Effectiveness of machines', zh: '设备综合效率' },
  enterprise: { en: 'Enterprise', zh: '企业' },
  none: { en: 'No machine is connected yet', zh: '尚未接入设备' },
  connect: { en: 'Connect a machine', zh: '接入设备' },
  notSetUp: { en: 'No machine has figures yet', zh: '尚无设备配置指标' },
  how: {
    en: 'A machine has figures once its states are mapped: GET /api/oee/mappings?machine=… proposes a published mapping with its signals, PUT /api/oee/machines/… takes it.',
    zh: '为设备配置状态映射后即有指标：GET /api/oee/mappings?machine=… 按其测点给出已公布的映射，PUT /api/oee/machines/… 保存。',
  },
};

function OeePage() {
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
  const load = useCallback(
    (signal: AbortSignal) => client.oeeMachines(enterprise, { limit: machinesMax, signal }),
    [client, enterprise],
  );
  const { loaded, again } = useLoaded(load);
  if (loaded.state === 'loading') return <Loading />;
  if (loaded.state === 'failed') return <FailurePanel failure={loaded.failure} onRetry={again} />;
  const { machines } = loaded.value;
  if (machines.length > 0) return <OeeView enterprise={enterprise} machines={machines} />;
  return (
    <EmptyState title={t(text.notSetUp)}>
      <NoticeText>{t(text.how)}</NoticeText>
    </EmptyState>
  );
}

export const page: ConsolePage = { id: 'oee', component: OeePage };
