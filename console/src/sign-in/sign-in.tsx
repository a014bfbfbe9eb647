// Signing in with the one-time link that the program prints: `/sign-in#<code>`.
import { useEffect, useEffectEvent, useState } from 'react';
import type { JingweiFailure, Session } from '@jingwei/sdk';
import { asFailure, useClient } from '../kit/client.tsx';
import { useText } from '../kit/language.tsx';
import { go, Link, usePlace } from '../kit/navigation.tsx';
import { FailurePanel, Loading, Notice, NoticeText } from '../kit/notice.tsx';
import { useSession } from '../shell/session.tsx';
import { keepWanted, takeWanted } from './wanted.ts';

const text = {
  signingIn: { en: 'Signing in…', zh: '正在登录…' },
  failed: { en: 'This sign-in link does not work', zh: '登录链接无效' },
  title: { en: 'Sign in', zh: '登录' },
  how: {
    en: 'Open the one-time link that the program printed when it started. For a new link, run this on the machine where the program runs:',
    zh: '请打开程序启动时打印的一次性链接。如需新链接，请在运行程序的机器上执行：',
  },
  command: { en: 'npm run jingwei -- access link', zh: 'npm run jingwei -- access link' },
  public: { en: 'Resolving identifiers needs no sign-in.', zh: '标识解析无需登录。' },
  resolve: { en: 'Resolve an identifier', zh: '解析标识' },
  already: { en: 'You are signed in as {name}.', zh: '您已登录：{name}。' },
  first: { en: 'To the first page', zh: '回到首页' },
};

/** One code is posted once, however often React draws this page. */
let posted: { code: string; done: Promise<unknown> } | undefined;

type SignInProps = {
  readonly session: Session | undefined;
  readonly code: string | undefined;
  /** The code did its work: signing out later must not bring it back. */
  readonly onUsed: () => void;
};

export function SignIn({ session, code, onUsed }: SignInProps) {
  const t = useText();
  const client = useClient();
  const { refresh } = useSession();
  const [failed, setFailed] = useState<{ code: string; failure: JingweiFailure }>();
  const used = useEffectEvent(onUsed);
  useEffect(() => {
    if (code === undefined) return undefined;
    let gone = false;
    if (posted?.code !== code) posted = { code, done: client.signIn(code) };
    posted.done.then(
      () => {
        if (gone) return;
        used();
        refresh();
        go(takeWanted(), { replace: true });
      },
      (error: unknown) => {
        if (gone) return;
        // The link may be old while the session of an earlier one still holds.
        refresh();
        setFailed({ code, failure: asFailure(error) });
      },
    );
    return () => {
      gone = true;
    };
  }, [code, client, refresh]);
  const failure = failed !== undefined && failed.code === code ? failed.failure : undefined;
  if (failure) {
    return (
      <>
        <FailurePanel failure={failure} title={t(text.failed)} />
        <HowToSignIn />
      </>
    );
  }
  if (code !== undefined) return <Loading what={t(text.signingIn)} />;
  if (session) {
    return (
      <Notice icon="person" heading="h1" title={t(text.already, { name: session.principal.name })}>
        <Link to="/">{t(text.first)}</Link>
      </Notice>
    );
  }
  return <HowToSignIn />;
}

/** Stands where a page would be that needs a session; remembers that page. */
export function SignInFirst() {
  const { path, query } = usePlace();
  useEffect(() => {
    keepWanted(query.size > 0 ? `${path}?${query}` : path);
  }, [path, query]);
  return <HowToSignIn />;
}

function HowToSignIn() {
  const t = useText();
  return (
    <Notice
      icon="person"
      heading="h1"
      title={t(text.title)}
      actions={<Link to="/resolve">{t(text.resolve)}</Link>}
    >
      <NoticeText>{t(text.how)}</NoticeText>
      <pre>{t(text.command)}</pre>
      <NoticeText>{t(text.public)}</NoticeText>
    </Notice>
  );
}
