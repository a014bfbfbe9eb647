// A framed part of a page with its heading and controls.
import type { ReactNode } from 'react';
import styles from './parts.module.css';

type PanelProps = {
  readonly title: string;
  readonly controls?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
};

export function Panel({ title, controls, children, className = '' }: PanelProps) {
  return (
    <section className={`${styles['panel']} ${className}`} aria-label={title}>
      <header className={styles['panelHead']}>
        <h2>{title}</h2>
        {controls}
      </header>
      {children}
    </section>
  );
}

/** For screen readers only. */
export function Unseen({ children }: { children: ReactNode }) {
  return <span className={styles['hidden']}>{children}</span>;
}
