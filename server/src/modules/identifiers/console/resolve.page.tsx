// The page of resolution: an identifier goes in, its record and the way to it come out. Anybody may
// use it, signed in or not, because resolution is a public service.
import {
  useEffect,
  useState,
  useText,
  type ConsolePage,
  type PageProps,
} from '@jingwei/console/kit';
import { AnswerView } from './answer-view.tsx';
import { IdentifierForm } from './identifier-form.tsx';
import styles from './resolve.module.css';
import { recentIdentifiers, rememberIdentifier } from './suggestions.ts';
import { useResolution } from './use-resolution.ts';

const text = {
  title: { en: 'Resolve an identifier', zh: '标识解析' },
  lead: {
    en: 'From the top node down to the enterprise node that holds the record.',
    zh: '从顶级节点逐级找到持有该记录的企业节点。',
  },
};

function ResolvePage({ rest: handle, signedIn }: PageProps) {
  const t = useText();
  const { answer, busy, ask } = useResolution(handle);
  const [recent, setRecent] = useState(recentIdentifiers);
  const found = answer && 'resolution' in answer && answer.resolution.responseCode === 1;
  useEffect(() => {
    if (found) setRecent(rememberIdentifier(handle));
  }, [found, handle]);
  return (
    <div className={styles['page']}>
      <header className={styles['title']}>
        <h1>{t(text.title)}</h1>
        <p>{t(text.lead)}</p>
      </header>
      <IdentifierForm
        key={handle}
        handle={handle}
        recent={recent}
        signedIn={signedIn}
        onSame={() => ask(false)}
      />
      {handle !== '' && <AnswerView {...{ handle, answer, busy, signedIn, ask }} />}
    </div>
  );
}

export const page: ConsolePage = { id: 'resolve', component: ResolvePage };
