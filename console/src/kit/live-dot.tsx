// How a connection stands, as a shape with a word: full disc, open ring, bar.
import type { Bilingual } from './bilingual.ts';
import { useText } from './language.tsx';
import styles from './parts.module.css';

export type ConnectionTone = 'live' | 'connecting' | 'waiting' | 'stopped';

const classes: Readonly<Record<ConnectionTone, string | undefined>> = {
  live: styles['dotLive'],
  connecting: undefined,
  waiting: styles['dotWaiting'],
  stopped: styles['dotStopped'],
};

export function LiveDot({ tone, word }: { tone: ConnectionTone; word: Bilingual }) {
  const t = useText();
  return (
    <span className={`${styles['dot']} ${classes[tone] ?? ''}`} data-connection={tone}>
      <svg
        viewBox="0 0 12 12"
        width="12"
        height="12"
        fill="none"
        stroke="currentColor"
        aria-hidden="true"
      >
        {tone === 'live' && <circle cx="6" cy="6" r="4.500" fill="currentColor" stroke="none" />}
        {tone === 'connecting' && (
          <circle cx="6" cy="6" r="4" strokeWidth="1.5" strokeDasharray="4 3" />
        )}
        {tone === 'waiting' && <path d="M6 1.500L11 10.500H1z" fill="currentColor" stroke="none" />}
        {tone === 'stopped' && <path d="M2 2l8 8M10 2l-8 8" strokeWidth="2" />}
      </svg>
      {t(word)}
    </span>
  );
}
