// Sends a test message to a person and says exactly how that went: taken by the server at the other end and when, or what it
// or the way to it said.
import type { JingweiFailure } from '@jingwei/sdk';
import {
  asFailure,
  Button,
  clockText,
  nowMs,
  Told,
  useClient,
  useLanguage,
  useState,
  useText,
} from '@jingwei/console/kit';

const text = {
  send: { en: 'Send a test message', zh: '发送测试消息' },
  sendTo: { en: 'Send a test message to {person}', zh: '向 {person} 发送测试消息' },
  sending: { en: 'Under way…', zh: '正在发送…' },
  taken: {
    en: 'Taken by the server at {time}, after {ms} ms.',
    zh: '服务器已于 {time} 接收，用时 {ms} 毫秒。',
  },
};

type Outcome =
  | { readonly state: 'sending' }
  | { readonly state: 'taken'; readonly atMs: number; readonly tookMs: number }
  | { readonly state: 'failed'; readonly failure: JingweiFailure };

type TestMessageProps = { readonly enterprise: string; readonly person: string };

export function TestMessage({ enterprise, person }: TestMessageProps) {
  const t = useText();
  const { language } = useLanguage();
  const client = useClient();
  const [outcome, setOutcome] = useState<Outcome>();
  const send = () => {
    const from = nowMs();
    setOutcome({ state: 'sending' });
    void client.testAlarmPlan(enterprise, person).then(
      () => setOutcome({ state: 'taken', atMs: nowMs(), tookMs: nowMs() - from }),
      (error: unknown) => setOutcome({ state: 'failed', failure: asFailure(error) }),
    );
  };
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        aria-label={t(text.sendTo, { person })}
        disabled={outcome?.state === 'sending'}
        onClick={send}
      >
        {t(text.send)}
      </Button>
      <div role="status" data-outcome={outcome?.state}>
        {outcome?.state === 'sending' && t(text.sending)}
        {outcome?.state === 'taken' && (
          <span data-tone="good">
            {t(text.taken, { time: clockText(outcome.atMs, { language }), ms: outcome.tookMs })}
          </span>
        )}
        {outcome?.state === 'failed' && (
          <>
            <strong data-tone="fault">
              <Told text={t(outcome.failure.text)} />
            </strong>{' '}
            <code>{outcome.failure.code}</code>
          </>
        )}
      </div>
    </>
  );
}
