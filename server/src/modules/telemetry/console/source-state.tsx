// How the connection to a machine stands, as the gateway sees it.
import type { SourceStatus } from '@jingwei/sdk';
import { LiveDot, useText, type Bilingual, type ConnectionTone } from '@jingwei/console/kit';

const tones: Readonly<Record<SourceStatus['state'], ConnectionTone>> = {
  connecting: 'connecting',
  connected: 'live',
  waiting: 'waiting',
  stopped: 'stopped',
};

const words: Readonly<Record<SourceStatus['state'], Bilingual>> = {
  connecting: { en: 'connecting', zh: '正在连接' },
  connected: { en: 'connected', zh: '已连接' },
  waiting: { en: 'no connection', zh: '连接中断' },
  stopped: { en: 'stopped', zh: '已停止' },
};

const noSource: Bilingual = { en: 'no source', zh: '无数据源' };

export function SourceState({ source }: { source: SourceStatus | undefined }) {
  const t = useText();
  if (!source) return <LiveDot tone="connecting" word={noSource} />;
  return (
    <span title={source.trouble && t(source.trouble)}>
      <LiveDot tone={tones[source.state]} word={words[source.state]} />
    </span>
  );
}
