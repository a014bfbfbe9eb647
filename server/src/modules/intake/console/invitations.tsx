// The invitations that are still good, to be revoked before somebody uses them.
import type { GatewayInvitation, JingweiFailure } from '@jingwei/sdk';
import {
  asFailure,
  Button,
  dateTimeText,
  epochMs,
  FailurePanel,
  Panel,
  useCallback,
  useClient,
  useLanguage,
  useRefreshed,
  useState,
  useText,
} from '@jingwei/console/kit';
import styles from './gateways.module.css';

const text = {
  title: { en: 'Open invitations', zh: '有效邀请' },
  none: { en: 'No invitation is open.', zh: '没有有效的邀请。' },
  enterprises: { en: 'For', zh: '企业' },
  until: { en: 'Good until', zh: '有效期至' },
  by: { en: 'Given by', zh: '发放人' },
  mark: { en: 'Invitation', zh: '邀请' },
  revoke: { en: 'Revoke', zh: '撤销' },
  revokeOne: { en: 'Revoke {mark}', zh: '撤销 {mark}' },
  first: { en: 'First page', zh: '第一页' },
  next: { en: 'Next page', zh: '下一页' },
};

const columns = ['mark', 'enterprises', 'until', 'by'] as const;
const pageSize = 50;
/** One that was used goes by itself. */
const pauseMs = 5_000;
const markLetters = 8;

export function Invitations() {
  const t = useText();
  const client = useClient();
  const [after, setAfter] = useState<string>();
  const [failure, setFailure] = useState<JingweiFailure>();
  const load = useCallback(
    (signal: AbortSignal) =>
      client.gatewayInvitations({
        ...{ signal, limit: pageSize },
        ...(after === undefined ? {} : { after }),
      }),
    [client, after],
  );
  const { value, failure: unseen, again } = useRefreshed(load, pauseMs);
  if (!value) return unseen ? <FailurePanel failure={unseen} onRetry={again} /> : null;
  const { invitations, next } = value;
  const revoke = async (id: string): Promise<void> => {
    try {
      await client.revokeGatewayInvitation(id);
      setFailure(undefined);
    } catch (error) {
      setFailure(asFailure(error));
    }
    again();
  };
  return (
    <Panel title={t(text.title)}>
      {failure && <FailurePanel failure={failure} />}
      {invitations.length === 0 && <p className={styles['lead']}>{t(text.none)}</p>}
      {invitations.length > 0 && (
        <InvitationTable invitations={invitations} onRevoke={(id) => void revoke(id)} />
      )}
      <div className={styles['pager']}>
        {after !== undefined && (
          <Button size="xs" variant="default" onClick={() => setAfter(undefined)}>
            {t(text.first)}
          </Button>
        )}
        {next !== undefined && (
          <Button size="xs" variant="default" onClick={() => setAfter(next)}>
            {t(text.next)}
          </Button>
        )}
      </div>
    </Panel>
  );
}

type InvitationTableProps = {
  readonly invitations: readonly GatewayInvitation[];
  readonly onRevoke: (id: string) => void;
};

function InvitationTable({ invitations, onRevoke }: InvitationTableProps) {
  const t = useText();
  const { language } = useLanguage();
  return (
    <div className={styles['scroll']}>
      <table className={styles['table']}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(text[column])}
              </th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {invitations.map(({ id, enterprises, expiresAt, givenBy }) => {
            const mark = id.slice(0, markLetters);
            return (
              <tr key={id} data-invitation={id}>
                <th scope="row">
                  <code>{mark}</code>
                </th>
                <td>{enterprises.join(', ')}</td>
                <td className={styles['nowrap']}>
                  {dateTimeText(epochMs(expiresAt) ?? 0, { language })}
                </td>
                <td>{givenBy}</td>
                <td className={styles['end']}>
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={t(text.revokeOne, { mark })}
                    onClick={() => onRevoke(id)}
                  >
                    {t(text.revoke)}
                  </Button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
