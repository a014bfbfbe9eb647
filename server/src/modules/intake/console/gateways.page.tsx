// The page of gateways at `/gateways`: who may send to this platform, whether they do, and the invitations that make
// new ones.
import type { Gateway } from '@jingwei/sdk';
import {
  Button,
  EmptyState,
  FailurePanel,
  Icon,
  Loading,
  NoticeText,
  TextInput,
  useCallback,
  useClient,
  useRefreshed,
  useState,
  useText,
  type ConsolePage,
} from '@jingwei/console/kit';
import { GatewayTable } from './gateway-table.tsx';
import styles from './gateways.module.css';
import { InviteDialog } from './invite-dialog.tsx';
import { Invitations } from './invitations.tsx';

const text = {
  title: { en: 'Gateways', zh: '网关' },
  lead: {
    en: 'Who hands readings to this platform. Each has a key of its own, and numbers what it sends.',
    zh: '向本平台提交读数的网关。每个网关有自己的密钥，并为所发内容编号。',
  },
  invite: { en: 'Invite a gateway', zh: '邀请网关' },
  search: { en: 'Search', zh: '搜索' },
  searchHow: { en: 'Name or enterprise', zh: '名称或企业' },
  stale: { en: 'Not refreshed', zh: '未能刷新' },
  counts: { en: '{count} gateways', zh: '{count} 个网关' },
  one: { en: '1 gateway', zh: '1 个网关' },
  empty: { en: 'No gateway has been heard yet', zh: '尚无网关' },
  emptyHow: {
    en: 'Make an invitation, and give its code to the gateway when it is set up. It enrols with it once, and appears here.',
    zh: '生成邀请，在配置网关时填入邀请码。网关凭此登记一次，随后显示在此处。',
  },
  nothing: { en: 'No gateway fits “{words}”', zh: '没有符合“{words}”的网关' },
  clear: { en: 'Clear the search', zh: '清除搜索' },
};

const pauseMs = 5_000;

function GatewaysPage() {
  const t = useText();
  const client = useClient();
  const [inviting, setInviting] = useState(false);
  const [made, setMade] = useState(0);
  const load = useCallback((signal: AbortSignal) => client.gateways({ signal }), [client]);
  const { value, failure, again } = useRefreshed(load, pauseMs);
  return (
    <div className={styles['page']}>
      <header className={styles['title']}>
        <h1>{t(text.title)}</h1>
        <p>{t(text.lead)}</p>
        <Button
          size="xs"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => setInviting(true)}
        >
          {t(text.invite)}
        </Button>
      </header>
      {!value && !failure && <Loading />}
      {failure && (
        <FailurePanel
          failure={failure}
          onRetry={again}
          {...(value ? { title: t(text.stale) } : {})}
        />
      )}
      {value?.length === 0 && (
        <EmptyState title={t(text.empty)}>
          <NoticeText>{t(text.emptyHow)}</NoticeText>
        </EmptyState>
      )}
      {value && value.length > 0 && <Gateways gateways={value} onChanged={again} />}
      <Invitations key={made} />
      {inviting && (
        <InviteDialog
          onMade={() => setMade((before) => before + 1)}
          onClose={() => setInviting(false)}
        />
      )}
    </div>
  );
}

type GatewaysProps = { readonly gateways: readonly Gateway[]; readonly onChanged: () => void };

function Gateways({ gateways, onChanged }: GatewaysProps) {
  const t = useText();
  const [words, setWords] = useState('');
  const wanted = words.trim().toLowerCase();
  const found = gateways.filter(({ gateway, enterprises }) =>
    [gateway, ...enterprises].join(' ').toLowerCase().includes(wanted),
  );
  const count = gateways.length;
  return (
    <>
      <div className={styles['controls']}>
        {count > 1 && (
          <TextInput
            size="xs"
            type="search"
            label={t(text.search)}
            placeholder={t(text.searchHow)}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
        )}
        <p role="status">{count === 1 ? t(text.one) : t(text.counts, { count })}</p>
      </div>
      {found.length > 0 ? (
        <GatewayTable gateways={found} onChanged={onChanged} />
      ) : (
        <EmptyState
          title={t(text.nothing, { words })}
          actions={
            <Button size="xs" variant="default" onClick={() => setWords('')}>
              {t(text.clear)}
            </Button>
          }
        />
      )}
    </>
  );
}

export const page: ConsolePage = { id: 'gateways', component: GatewaysPage };
