// A connection tried, step by step; a certificate that nobody has trusted yet can be trusted from here.
import type { ConnectionTest, SourceSettings, TestStep } from '@jingwei/sdk';
import { Button, Dialog, Icon, Panel, Told, Unseen, useState, useText } from '@jingwei/console/kit';
import styles from './connections.module.css';
import type { Part } from './draft.ts';

const text = {
  title: { en: 'Test of the connection', zh: '连接测试' },
  works: { en: 'works', zh: '成功' },
  fails: { en: 'fails', zh: '失败' },
  all: { en: 'Everything works. Save it to begin reading.', zh: '全部通过，保存后即开始读取。' },
  ms: { en: '{ms} ms', zh: '{ms} 毫秒' },
  look: { en: 'Look at the certificate', zh: '查看证书' },
  trustTitle: { en: 'Trust this server?', zh: '是否信任该服务器？' },
  trustWords: {
    en: 'Compare the fingerprint with the one that is shown at the server itself. If they differ, somebody else may be answering: do not trust it.',
    zh: '请与服务器本机显示的指纹核对。若不一致，应答者可能另有其人，切勿信任。',
  },
  subject: { en: 'Subject', zh: '主体' },
  fingerprint: { en: 'SHA-256', zh: 'SHA-256 指纹' },
  valid: { en: 'Valid', zh: '有效期' },
  span: { en: '{from} to {until}', zh: '{from} 至 {until}' },
  trust: { en: 'They are the same: trust it', zh: '指纹一致，信任' },
  refuse: { en: 'Do not trust', zh: '不信任' },
};

type TestPanelProps = {
  readonly test: ConnectionTest;
  readonly part: Part;
  readonly onTest: (using: SourceSettings) => void;
};

export function TestPanel({ test, part, onTest }: TestPanelProps) {
  const t = useText();
  return (
    <Panel title={t(text.title)}>
      <ol className={styles['steps']}>
        {test.steps.map((step, i) => (
          <li key={i} data-ok={step.ok}>
            <Icon name={step.ok ? 'check' : 'close'} />
            <b>
              <Unseen>{t(step.ok ? text.works : text.fails)} </Unseen>
              {t(step.name)}
            </b>
            <small>{t(text.ms, { ms: Math.round(step.tookMs * 10) / 10 })}</small>
            <p>
              <Told text={t(step.says)} />
            </p>
            <Trust step={step} part={part} onTest={onTest} />
          </li>
        ))}
      </ol>
      {test.ok && <p className={styles['allWell']}>{t(text.all)}</p>}
    </Panel>
  );
}

type TrustProps = Pick<TestPanelProps, 'part' | 'onTest'> & { readonly step: TestStep };

function Trust({ step, part, onTest }: TrustProps) {
  const t = useText();
  const { fingerprint } = step.facts ?? {};
  // Opens by itself: the person who tests has just come to this question.
  const [open, setOpen] = useState(true);
  if (step.ok || typeof fingerprint !== 'string') return null;
  const trust = () => {
    const { trusted = '' } = part.draft.answers;
    const before = typeof trusted === 'string' ? trusted : '';
    part.change({
      answers: { ...part.draft.answers, trusted: `${before}\n${fingerprint}`.trim() },
    });
    setOpen(false);
    const known = part.settings.connection['trusted'];
    const all = [...(Array.isArray(known) ? known : []), fingerprint];
    onTest({ ...part.settings, connection: { ...part.settings.connection, trusted: all } });
  };
  return (
    <>
      <div>
        <Button size="xs" variant="default" onClick={() => setOpen(true)}>
          {t(text.look)}
        </Button>
      </div>
      {open && <Certificate step={step} onTrust={trust} onClose={() => setOpen(false)} />}
    </>
  );
}

type CertificateProps = {
  readonly step: TestStep;
  readonly onTrust: () => void;
  readonly onClose: () => void;
};

function Certificate({ step: { facts = {} }, onTrust, onClose }: CertificateProps) {
  const t = useText();
  const fact = (name: string) => String(facts[name] ?? '');
  const span = { from: fact('from'), until: fact('until') || fact('to') };
  return (
    <Dialog
      title={t(text.trustTitle)}
      onClose={onClose}
      actions={
        <>
          <Button size="xs" variant="default" onClick={onClose}>
            {t(text.refuse)}
          </Button>
          <Button size="xs" onClick={onTrust}>
            {t(text.trust)}
          </Button>
        </>
      }
    >
      <dl className={styles['certificate']}>
        <dt>{t(text.subject)}</dt>
        <dd>{fact('subject')}</dd>
        <dt>{t(text.fingerprint)}</dt>
        <dd>
          <code className={styles['fingerprint']}>
            {fact('fingerprint')
              .split(/(?<=:)/)
              .map((pair, i) => (
                <span key={i}>
                  {pair}
                  <wbr />
                </span>
              ))}
          </code>
        </dd>
        <dt>{t(text.valid)}</dt>
        <dd>{t(text.span, span)}</dd>
      </dl>
      <p>{t(text.trustWords)}</p>
    </Dialog>
  );
}
