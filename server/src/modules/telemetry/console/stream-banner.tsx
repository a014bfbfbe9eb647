// Says that the values no longer come, and when the next attempt is made. Silent while all is well.
import {
  Button,
  FailurePanel,
  Icon,
  Notice,
  NoticeText,
  useNow,
  useText,
  type Bilingual,
} from '@jingwei/console/kit';
import type { MachineLive } from './machine-live.ts';
import { useStreamState } from './use-live.ts';

const text = {
  lost: { en: 'The live stream is interrupted', zh: '实时数据流已中断' },
  next: {
    en: 'The values below are the last ones received. Connecting again in {seconds} s.',
    zh: '以下为最后收到的读数。{seconds} 秒后重新连接。',
  },
  now: {
    en: 'The values below are the last ones received. Connecting…',
    zh: '以下为最后收到的读数。正在连接…',
  },
  connect: { en: 'Connect now', zh: '立即连接' },
  refused: { en: 'The live stream was refused', zh: '实时数据流被拒绝' },
} satisfies Record<string, Bilingual>;

const tickMs = 500;

export function StreamBanner({ live }: { live: MachineLive }) {
  const t = useText();
  const state = useStreamState(live);
  const waiting = state.name === 'waiting';
  const now = useNow(waiting ? tickMs : undefined);
  if (state.name === 'refused') {
    return (
      <FailurePanel
        failure={state.failure}
        title={t(text.refused)}
        onRetry={() => location.reload()}
      />
    );
  }
  // The first connection is no interruption: nothing is shown until something was lost.
  if (state.name === 'live' || (state.name === 'connecting' && live.newestTime() === undefined))
    return null;
  const leftMs = waiting ? Math.max(0, (state.retryAtMs ?? 0) - now) : 0;
  const retry = (
    <Button
      size="xs"
      variant="default"
      disabled={!waiting}
      onClick={() => live.retryNow()}
      leftSection={<Icon name="refresh" size={14} />}
    >
      {t(text.connect)}
    </Button>
  );
  return (
    <Notice tone="warning" title={t(text.lost)} actions={retry}>
      <NoticeText>
        {waiting ? t(text.next, { seconds: Math.ceil(leftMs / 1_000) }) : t(text.now)}
      </NoticeText>
    </Notice>
  );
}
