// Below what a person fills in: what is wrong with it, the button that saves, and how that went.
import {
  asFailure,
  Button,
  FailurePanel,
  Notice,
  NoticeText,
  useState,
  useText,
  type Bilingual,
  type ReactNode,
} from '@jingwei/console/kit';
import type { Drafted } from './catalogue-drafts.ts';
import styles from './oee.module.css';

const text = {
  wrong: { en: 'Not ready to be saved', zh: '尚不能保存' },
  saved: { en: 'Saved', zh: '已保存' },
};

type SaveBarProps<T> = {
  readonly label: Bilingual;
  readonly drafted: Drafted<T>;
  /** Grows with each edit: what was said of the last saving is about something else then. */
  readonly draft: unknown;
  readonly save: (value: T) => Promise<unknown>;
  readonly children?: ReactNode;
};

export function SaveBar<T>({ label, drafted, draft, save, children }: SaveBarProps<T>) {
  const t = useText();
  const [busy, setBusy] = useState(false);
  const [last, setLast] = useState<{ draft: unknown; failure?: ReturnType<typeof asFailure> }>();
  const outcome = last?.draft === draft ? last : undefined;
  const run = () => {
    if (!drafted.ok) return;
    setBusy(true);
    void save(drafted.value)
      .then(
        () => setLast({ draft }),
        (error: unknown) => setLast({ draft, failure: asFailure(error) }),
      )
      .finally(() => setBusy(false));
  };
  return (
    <div className={styles['save']}>
      {!drafted.ok && (
        <Notice tone="warning" title={t(text.wrong)}>
          <NoticeText>{t(drafted.says)}</NoticeText>
        </Notice>
      )}
      {outcome?.failure && <FailurePanel failure={outcome.failure} />}
      {outcome && !outcome.failure && <Notice icon="check" title={t(text.saved)} />}
      <div className={styles['controls']}>
        {children}
        <Button size="xs" disabled={!drafted.ok || busy} onClick={run}>
          {t(label)}
        </Button>
      </div>
    </div>
  );
}
