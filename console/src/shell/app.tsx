// Which page is shown: by the address, and by what this session may open.
import { createElement, Suspense, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { Session, SessionPage } from '@jingwei/sdk';
import { useText } from '../kit/language.tsx';
import { go, Link, usePlace } from '../kit/navigation.tsx';
import { EmptyState, FailurePanel, Loading } from '../kit/notice.tsx';
import { matchPage } from '../kit/route.ts';
import { SignIn, SignInFirst } from '../sign-in/sign-in.tsx';
import { onCode } from '../sign-in/take-code.ts';
import { Boundary } from './boundary.tsx';
import { Frame } from './frame.tsx';
import { components, publicPages } from './pages.ts';
import { useSession } from './session.tsx';

const text = {
  noPage: { en: 'There is no page at this address', zh: '此地址没有页面' },
  first: { en: 'To the first page', zh: '回到首页' },
  unknownModule: {
    en: 'The program offers this page, but the console was built without it. Build the console again.',
    zh: '程序提供了该页面，但控制台未包含它。请重新构建控制台。',
  },
  title: { en: '{page} · Jingwei', zh: '{page} · 经纬' },
};

/** `arrived`: the code of the one-time link that opened the console. */
export function App({ arrived }: { arrived: string | undefined }) {
  const [code, setCode] = useState(arrived);
  const { session, refresh } = useSession();
  const { path } = usePlace();
  useEffect(() => onCode(setCode), []);
  if (path === '/sign-in') {
    const known = session.state === 'loaded' ? session.value : undefined;
    return (
      <Frame session={known} pages={menuOf(known)} current={undefined}>
        <SignIn session={known} code={code} onUsed={() => setCode(undefined)} />
      </Frame>
    );
  }
  if (session.state === 'loading') return <Loading />;
  if (session.state === 'failed') {
    return (
      <Frame session={undefined} pages={publicPages} current={undefined}>
        <FailurePanel failure={session.failure} onRetry={refresh} />
      </Frame>
    );
  }
  return <Pages session={session.value} />;
}

function menuOf(session: Session | undefined): readonly SessionPage[] {
  return session?.pages ?? publicPages;
}

function Pages({ session }: { session: Session | undefined }) {
  const t = useText();
  const { path, query } = usePlace();
  const pages = menuOf(session);
  const first = pages[0]?.path;
  useEffect(() => {
    if (path === '/' && first !== undefined) go(first, { replace: true });
  }, [path, first]);
  const route = matchPage(
    path,
    pages.map((page) => page.path),
  );
  const page = pages.find((one) => one.path === route?.page);
  const pageTitle = page ? t(page.title) : undefined;
  useEffect(() => {
    showTitle(pageTitle === undefined ? '经纬 Jingwei' : t(text.title, { page: pageTitle }));
  }, [pageTitle, t]);
  let content: ReactNode;
  const component = page && components.get(page.id);
  if (path === '/') content = <Loading />;
  else if (component && route) {
    const props = { rest: route.rest, query, signedIn: session !== undefined };
    content = createElement(component, { key: page.id, ...props });
  } else if (page) content = <EmptyState heading="h1" title={t(text.unknownModule)} />;
  else if (!session) content = <SignInFirst />;
  else
    content = (
      <EmptyState
        heading="h1"
        title={t(text.noPage)}
        actions={<Link to="/">{t(text.first)}</Link>}
      />
    );
  return (
    <Frame session={session} pages={pages} current={page?.id}>
      <Boundary place={path}>
        <Suspense fallback={<Loading />}>{content}</Suspense>
      </Boundary>
    </Frame>
  );
}

function showTitle(title: string): void {
  document.title = title;
}
