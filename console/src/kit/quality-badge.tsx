// The quality of a reading as a shape with a word: never by colour alone.
import type { Quality } from '@jingwei/sdk';
import { useText } from './language.tsx';
import styles from './parts.module.css';

const words = {
  good: { en: 'good', zh: '良好' },
  uncertain: { en: 'uncertain', zh: '存疑' },
  bad: { en: 'bad', zh: '无效' },
} as const;

const title = { en: 'Quality: {word}', zh: '质量：{word}' };

const shapes: Readonly<Record<Quality, string>> = {
  good: 'M5 2a3 3 0 1 0 0 6a3 3 0 0 0 0-6',
  uncertain: 'M5 1.500L9 8.500H1z',
  bad: 'M2 2l6 6M8 2l-6 6',
};

/** `quiet` hides the word of good quality from the eye; the shape and the label stay. */
export function QualityBadge({ quality, quiet = false }: { quality: Quality; quiet?: boolean }) {
  const t = useText();
  const word = t(words[quality]);
  return (
    <span className={`${styles.quality} ${styles[quality]}`} title={t(title, { word })}>
      <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
        <path
          d={shapes[quality]}
          fill={quality === 'good' ? 'none' : 'currentColor'}
          stroke="currentColor"
          strokeWidth={quality === 'bad' ? 2 : 1.3}
        />
      </svg>
      <span className={quiet ? styles.hidden : undefined}>{word}</span>
    </span>
  );
}
