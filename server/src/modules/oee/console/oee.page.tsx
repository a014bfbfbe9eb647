// The page of OEE: figures at `/oee`, how they are known at `/oee/setup/<machine>`.
import {
  EmptyState,
  EnterprisePage,
  FailurePanel,
  Link,
  Loading,
  NoticeText,
  useCallback,
  useClient,
  useLoaded,
  useText,
  type ConsolePage,
  type PagePart,
  type PageProps,
} from '@jingwei/console/kit';
import styles from './oee.module.css';
import { OeeView } from './oee-view.tsx';
import { Setup } from './setup.tsx';

const title = { en: 'Effectiveness of machines', zh: '设备综合效率' };
const parts: readonly PagePart[] = [
  { id: 'figures', path: '/oee', label: { en: 'Figures', zh: '指标' } },
  { id: 'setup', path: '/oee/setup', label: { en: 'Set-up', zh: '配置' } },
];
const text = {
  notSetUp: { en: 'No machine has figures yet', zh: '尚无设备配置指标' },
  how: {
    en: 'A machine has figures once it is said how its states are known. A published mapping is proposed with its signals.',
    zh: '说明设备状态的来源后即有指标。系统会按其测点给出已公布的映射。',
  },
  setUp: { en: 'Set up a machine', zh: '配置设备' },
};

function OeePage({ rest }: PageProps) {
  const isSetup = rest === 'setup' || rest.startsWith('setup/');
  const current = isSetup ? 'setup' : 'figures';
  return (
    <EnterprisePage {...{ title, parts, current }} className={styles['page'] ?? ''}>
      {(enterprise) =>
        isSetup ? (
          <Setup enterprise={enterprise} chosen={rest.slice('setup/'.length)} />
        ) : (
          <OfEnterprise enterprise={enterprise} />
        )
      }
    </EnterprisePage>
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
