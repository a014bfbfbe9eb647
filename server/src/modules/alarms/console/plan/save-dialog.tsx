// A form above the page that saves one part of the plan: what is still missing, and what the server says to it.
import type { JingweiFailure } from '@jingwei/sdk';
import {
  asFailure,
  Button,
  Dialog,
  FailurePanel,
  useState,
  useText,
  type ReactNode,
} from '@jingwei/console/kit';
import styles from '../alarms.module.css';
import type { Problem } from './plan-drafts.ts';

const text = {
  save: { en: 'Save', zh: '保存' },
  cancel: { en: 'Cancel', zh: '取消' },
};

type SaveDialogProps = {
  readonly title: string;
  readonly problems?: readonly Problem[];
  readonly save: () => Promise<void>;
  readonly onClose: () => void;
  readonly children: ReactNode;
};

/** Closes when it is saved. */
export function SaveDialog({ title, problems = [], save, onClose, children }: SaveDialogProps) {
  const t = useText();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<JingweiFailure>();
  const run = () => {
    setBusy(true);
    void save()
      .then(onClose, (error: unknown) => setFailure(asFailure(error)))
      .finally(() => setBusy(false));
  };
  const actions = (
    <>
      <Button size="xs" disabled={busy || problems.length > 0} onClick={run}>
        {t(text.save)}
      </Button>
      <Button size="xs" variant="default" onClick={onClose}>
        {t(text.cancel)}
      </Button>
    </>
  );
  return (
    <Dialog title={title} actions={actions} onClose={onClose} wide>
      {children}
      {problems.length > 0 && (
        <ul role="status" className={styles['missing']}>
          {problems.map(({ says, values }) => (
            <li key={t(says, values)}>{t(says, values)}</li>
          ))}
        </ul>
      )}
      {failure && <FailurePanel failure={failure} />}
    </Dialog>
  );
}
