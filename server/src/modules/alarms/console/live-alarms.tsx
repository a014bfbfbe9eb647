// Alarms that stand, the most urgent first: acknowledge one or all, reset, shelve with a reason, read what to do.
import type { Alarm, AlarmAct, AlarmActDetail, AlarmPage, JingweiFailure } from '@jingwei/sdk';
import {
  asFailure,
  Button,
  EmptyState,
  FailurePanel,
  layout,
  Loading,
  Notice,
  NoticeText,
  Pager,
  Panel,
  Tick,
  useCallback,
  useClient,
  useRefreshed,
  useState,
  useText,
} from '@jingwei/console/kit';
import { AlarmTable } from './alarm-table.tsx';
import { ShelveAlarm } from './shelve-alarm.tsx';
import { pagerWords } from './words.ts';

const text = {
  standing: { en: 'Standing alarms ({count})', zh: '当前报警（{count}）' },
  hidden: { en: 'Also hidden ones ({count})', zh: '包括隐藏的报警（{count}）' },
  all: { en: 'Acknowledge all shown', zh: '确认所列全部' },
  none: { en: 'No alarm', zh: '没有报警' },
  noneHow: {
    en: 'Nothing needs an operator now. Rules say what would.',
    zh: '当前没有需要操作员处理的情况。报警条件见规则。',
  },
  flood: { en: 'Alarm flood at {positions}', zh: '报警泛滥：{positions}' },
  floodHow: {
    en: 'More than ten alarms came within ten minutes. The most urgent stand first.',
    zh: '十分钟内报警超过十条，最紧急的排在最前。',
  },
};

const pauseMs = 1_000;
const pageSize = 100;
const waiting = ['unacknowledged', 'returned-unacknowledged', 'latched-unacknowledged'];

export function LiveAlarms({ enterprise }: { readonly enterprise: string }) {
  const client = useClient();
  const [hidden, setHidden] = useState(false);
  const [after, setAfter] = useState<string>();
  const [shelving, setShelving] = useState<Alarm>();
  const [failure, setFailure] = useState<JingweiFailure>();
  const load = useCallback(
    (signal: AbortSignal) => {
      const more = after === undefined ? {} : { after };
      return client.alarms({ enterprise, hidden, limit: pageSize, signal, ...more });
    },
    [client, enterprise, hidden, after],
  );
  const { value, failure: loadFailure, again } = useRefreshed(load, pauseMs);
  const act = (what: AlarmAct, ids: readonly string[], detail?: AlarmActDetail) => {
    const run = async () => {
      try {
        await client.actOnAlarms(what, ids, detail);
        setFailure(undefined);
      } catch (error) {
        setFailure(asFailure(error));
      }
      again();
    };
    void run();
  };
  if (!value) {
    return loadFailure ? <FailurePanel failure={loadFailure} onRetry={again} /> : <Loading />;
  }
  return (
    <>
      {failure && <FailurePanel failure={failure} />}
      <Standing
        {...{ page: value, hidden, after }}
        onHidden={setHidden}
        onGo={setAfter}
        onAct={act}
        onShelve={setShelving}
      />
      {shelving && (
        <ShelveAlarm
          alarm={shelving}
          onClose={() => setShelving(undefined)}
          onShelve={(detail) => {
            act('shelve', [shelving.id], detail);
            setShelving(undefined);
          }}
        />
      )}
    </>
  );
}

type StandingProps = {
  readonly page: AlarmPage;
  readonly hidden: boolean;
  readonly after: string | undefined;
  readonly onHidden: (hidden: boolean) => void;
  readonly onGo: (after: string | undefined) => void;
  readonly onAct: (act: AlarmAct, ids: readonly string[]) => void;
  readonly onShelve: (alarm: Alarm) => void;
};

function Standing({ page, hidden, after, onHidden, onGo, onAct, onShelve }: StandingProps) {
  const t = useText();
  const { alarms, counts, next } = page;
  const open = alarms.filter(({ state }) => waiting.includes(state)).map(({ id }) => id);
  const controls = (
    <div className={layout['controls']}>
      <Tick label={t(text.hidden, { count: counts.hidden })} checked={hidden} onChange={onHidden} />
      <Button
        size="xs"
        variant="default"
        disabled={open.length === 0}
        onClick={() => onAct('acknowledge', open)}
      >
        {t(text.all)}
      </Button>
    </div>
  );
  return (
    <>
      {counts.floods.length > 0 && (
        <Notice tone="warning" title={t(text.flood, { positions: counts.floods.join(', ') })}>
          <NoticeText>{t(text.floodHow)}</NoticeText>
        </Notice>
      )}
      <Panel title={t(text.standing, { count: counts.standing })} controls={controls}>
        {alarms.length === 0 && (
          <EmptyState title={t(text.none)}>
            <NoticeText>{t(text.noneHow)}</NoticeText>
          </EmptyState>
        )}
        {alarms.length > 0 && <AlarmTable alarms={alarms} onAct={onAct} onShelve={onShelve} />}
        <div className={layout['pager']}>
          <Pager after={after} next={next} onPage={onGo} words={pagerWords} />
        </div>
      </Panel>
    </>
  );
}
