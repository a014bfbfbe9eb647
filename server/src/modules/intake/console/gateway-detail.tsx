// One gateway opened: what it sends, what of it was refused and what to do about that; block and remove.
import type { Gateway, GatewayRefusal, GatewayStream, JingweiFailure } from '@jingwei/sdk';
import {
  asFailure,
  Button,
  dateTimeText,
  Dialog,
  epochMs,
  FailurePanel,
  Icon,
  Link,
  Loading,
  Told,
  useCallback,
  useClient,
  useLanguage,
  useRefreshed,
  useState,
  useText,
} from '@jingwei/console/kit';
import styles from './gateways.module.css';
import { remedyText } from './words.ts';

const text = {
  refusals: { en: 'Refused here ({count})', zh: '平台拒收（{count}）' },
  noRefusals: { en: 'Nothing that it sent was refused.', zh: '没有被拒收的内容。' },
  numbers: { en: '{count} items, {first} to {last}', zh: '{count} 条，{first} 至 {last}' },
  streams: { en: 'Sends', zh: '发送内容' },
  noStreams: { en: 'It has sent nothing yet.', zh: '尚未发送任何内容。' },
  readings: { en: 'readings', zh: '读数' },
  facts: { en: 'facts', zh: '事实' },
  ledger: { en: 'ledger', zh: '台账' },
  gaps: { en: 'Gap report', zh: '缺口报告' },
  more: { en: 'More', zh: '更多' },
  block: { en: 'Block', zh: '停用' },
  admit: { en: 'Let it in again', zh: '恢复接收' },
  remove: { en: 'Remove', zh: '移除' },
  removeTitle: { en: 'Remove the gateway {name}?', zh: '移除网关 {name}？' },
  removeWords: {
    en: 'Its key is forgotten, so it can send no more; it needs a new invitation. What it sent stays.',
    zh: '其密钥将被清除，网关无法再发送，需重新邀请。已有数据保留。',
  },
  keep: { en: 'Keep it', zh: '保留' },
};

const refusalsShown = 50;
const pauseMs = 5_000;

type GatewayDetailProps = { readonly gateway: Gateway; readonly onChanged: () => void };

export function GatewayDetail({ gateway, onChanged }: GatewayDetailProps) {
  return (
    <div className={styles['detail']}>
      <Refusals gateway={gateway.gateway} />
      <Streams gateway={gateway.gateway} />
      <Actions gateway={gateway} onChanged={onChanged} />
    </div>
  );
}

function Refusals({ gateway }: { readonly gateway: string }) {
  const t = useText();
  const client = useClient();
  const load = useCallback(
    (signal: AbortSignal) => client.gatewayRefusals(gateway, { signal }),
    [client, gateway],
  );
  const { value: refusals, failure, again } = useRefreshed(load, pauseMs);
  const [shown, setShown] = useState(refusalsShown);
  if (!refusals) return failure ? <FailurePanel failure={failure} onRetry={again} /> : <Loading />;
  const count = refusals.reduce((sum, { numbers }) => sum + numbers, 0);
  return (
    <section>
      <h3>{t(text.refusals, { count })}</h3>
      {refusals.length === 0 && <p>{t(text.noRefusals)}</p>}
      <ul className={styles['refusals']}>
        {refusals.slice(0, shown).map((one) => (
          <Refused key={`${one.incarnation}/${one.code}/${one.stream}`} refusal={one} />
        ))}
      </ul>
      {refusals.length > shown && (
        <Button size="compact-xs" variant="default" onClick={() => setShown(shown + refusalsShown)}>
          {t(text.more)}
        </Button>
      )}
    </section>
  );
}

function Refused({ refusal }: { readonly refusal: GatewayRefusal }) {
  const t = useText();
  const { language } = useLanguage();
  const { code, reason, numbers, firstAt, lastAt } = refusal;
  const time = (iso: string) => dateTimeText(epochMs(iso) ?? 0, { language });
  const remedy = remedyText(code, language);
  return (
    <li data-refusal={code}>
      <b>
        <Told text={t(reason)} />
      </b>
      {remedy !== undefined && <p>{remedy}</p>}
      <small>
        {t(text.numbers, { count: numbers, first: time(firstAt), last: time(lastAt) })} ·{' '}
        <code>{code}</code>
      </small>
    </li>
  );
}

function Streams({ gateway }: { readonly gateway: string }) {
  const t = useText();
  const client = useClient();
  const [more, setMore] = useState<{ streams: readonly GatewayStream[]; next?: string }>();
  const [failure, setFailure] = useState<JingweiFailure>();
  const load = useCallback(
    (signal: AbortSignal) => client.gatewayStreams(gateway, { signal }),
    [client, gateway],
  );
  const { value: first, failure: unseen, again } = useRefreshed(load, pauseMs);
  if (!first) return unseen ? <FailurePanel failure={unseen} onRetry={again} /> : <Loading />;
  const streams = [...first.streams, ...(more?.streams ?? [])];
  const { next } = more ?? first;
  const ask = async (after: string): Promise<void> => {
    try {
      const page = await client.gatewayStreams(gateway, { after });
      setMore({ ...page, streams: [...(more?.streams ?? []), ...page.streams] });
      setFailure(undefined);
    } catch (error) {
      setFailure(asFailure(error));
    }
  };
  return (
    <section>
      <h3>{t(text.streams)}</h3>
      {streams.length === 0 && <p>{t(text.noStreams)}</p>}
      <ul className={styles['streams']}>
        {sourcesOf(streams).map(([source, kinds]) => (
          <li key={source} data-stream={source}>
            <Link to={`/gaps?${new URLSearchParams({ source })}`}>{source}</Link>{' '}
            <small>{kinds.map((kind) => t(text[kind])).join(' · ')}</small>
          </li>
        ))}
      </ul>
      {failure && <FailurePanel failure={failure} />}
      {next !== undefined && (
        <Button size="compact-xs" variant="default" onClick={() => void ask(next)}>
          {t(text.more)}
        </Button>
      )}
    </section>
  );
}

/** A source has a stream of each kind, and again after its gateway began anew. */
function sourcesOf(
  streams: readonly GatewayStream[],
): readonly (readonly [string, readonly GatewayStream['kind'][]])[] {
  const found = new Map<string, Set<GatewayStream['kind']>>();
  for (const { enterprise, source, kind } of streams) {
    const name = `${enterprise}/${source}`;
    found.set(name, (found.get(name) ?? new Set()).add(kind));
  }
  return [...found].map(([source, kinds]) => [source, [...kinds]] as const);
}

function Actions({ gateway, onChanged }: GatewayDetailProps) {
  const t = useText();
  const client = useClient();
  const [asking, setAsking] = useState(false);
  const [failure, setFailure] = useState<JingweiFailure>();
  const { gateway: name, blocked, own } = gateway;
  const change = async (work: () => Promise<unknown>): Promise<void> => {
    setAsking(false);
    try {
      await work();
      setFailure(undefined);
      onChanged();
    } catch (error) {
      setFailure(asFailure(error));
    }
  };
  // The one in this process needs no key, so there is nothing to take from it.
  if (own) return null;
  return (
    <div className={styles['actions']}>
      <Button
        size="xs"
        variant="default"
        onClick={() => void change(() => client.blockGateway(name, !blocked))}
      >
        {t(blocked ? text.admit : text.block)}
      </Button>
      <Button
        size="xs"
        variant="default"
        color="red"
        leftSection={<Icon name="trash" size={14} />}
        onClick={() => setAsking(true)}
      >
        {t(text.remove)}
      </Button>
      {failure && <FailurePanel failure={failure} />}
      {asking && (
        <RemoveDialog
          name={name}
          onClose={() => setAsking(false)}
          onRemove={() => void change(() => client.removeGateway(name))}
        />
      )}
    </div>
  );
}

type RemoveDialogProps = {
  readonly name: string;
  readonly onClose: () => void;
  readonly onRemove: () => void;
};

function RemoveDialog({ name, onClose, onRemove }: RemoveDialogProps) {
  const t = useText();
  return (
    <Dialog
      title={t(text.removeTitle, { name })}
      onClose={onClose}
      actions={
        <>
          <Button size="xs" variant="default" onClick={onClose}>
            {t(text.keep)}
          </Button>
          <Button size="xs" color="red" onClick={onRemove}>
            {t(text.remove)}
          </Button>
        </>
      }
    >
      <p>{t(text.removeWords)}</p>
    </Dialog>
  );
}
