// What stands where the expected thing is not: a notice, a failure with its remedy, emptiness, waiting.
import type { ReactNode } from 'react';
import { Button } from '@mantine/core';
import type { JingweiFailure } from '@jingwei/sdk';
import { Icon, type IconName } from './icons.tsx';
import { useText } from './language.tsx';
import styles from './parts.module.css';

type NoticeProps = {
  readonly tone?: 'plain' | 'warning' | 'fault';
  readonly icon?: IconName;
  readonly title: string;
  /** `h1` where the notice stands for the whole page. */
  readonly heading?: 'h1' | 'h2';
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
};

const tones = { plain: '', warning: styles['toneWarning'], fault: styles['toneFault'] };

export function Notice({
  tone = 'plain',
  icon = 'warning',
  title,
  heading: Heading = 'h2',
  children,
  actions,
}: NoticeProps) {
  return (
    <section
      className={`${styles['notice']} ${tones[tone]}`}
      role={tone === 'plain' ? 'status' : 'alert'}
      data-tone={tone}
    >
      <Icon name={icon} size={18} />
      <div>
        <Heading>{title}</Heading>
        {children}
      </div>
      {actions && <div className={styles['noticeActions']}>{actions}</div>}
    </section>
  );
}

const failed = { en: 'That did not work', zh: '操作未成功' };
const retry = { en: 'Try again', zh: '重试' };
const code = { en: 'Code for support: {code}', zh: '故障代码：{code}' };

type FailurePanelProps = {
  readonly failure: JingweiFailure;
  readonly title?: string;
  readonly onRetry?: () => void;
  readonly actions?: ReactNode;
};

/** The server's message names the thing, the place and the remedy; it is shown in the chosen language. */
export function FailurePanel({ failure, title, onRetry, actions }: FailurePanelProps) {
  const t = useText();
  const buttons = (
    <>
      {actions}
      {onRetry && (
        <Button
          size="xs"
          variant="default"
          onClick={onRetry}
          leftSection={<Icon name="refresh" size={14} />}
        >
          {t(retry)}
        </Button>
      )}
    </>
  );
  return (
    <Notice tone="fault" title={title ?? t(failed)} actions={buttons}>
      <p className={styles['noticeBody']}>
        <Told text={t(failure.text)} />
      </p>
      <p className={styles['noticeCode']}>{t(code, { code: failure.code })}</p>
    </Notice>
  );
}

/** Words of the server, where what stands between backticks is to be typed. */
export function Told({ text }: { readonly text: string }): ReactNode {
  return text.split('`').map((piece, i) => (i % 2 === 1 ? <code key={i}>{piece}</code> : piece));
}

export function NoticeText({ children }: { children: ReactNode }) {
  return <p className={styles['noticeBody']}>{children}</p>;
}

type EmptyStateProps = {
  readonly title: string;
  readonly heading?: 'h1' | 'h2';
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
};

export function EmptyState({ title, heading: Heading = 'h2', children, actions }: EmptyStateProps) {
  return (
    <div className={styles['empty']}>
      <Heading>{title}</Heading>
      {children}
      {actions}
    </div>
  );
}

const loading = { en: 'Loading…', zh: '正在加载…' };

export function Loading({ what }: { what?: string }) {
  const t = useText();
  return (
    <div className={styles['waiting']} role="status">
      <span className={styles['bar']} aria-hidden="true" />
      {what ?? t(loading)}
    </div>
  );
}
