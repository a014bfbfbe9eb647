// Signing in with a one-time code, asking who one is, signing out.
import { sessionCookie } from '../../kernel/access/authenticator.ts';
import { sessionIn } from '../../kernel/http/admit.ts';
import { Reply, defineRoute, type Route } from '../../kernel/http/route.ts';
import type { ProgramFacts } from '../../kernel/module/module.ts';
import { principalKinds, type Principal } from '../../kernel/access/rights.ts';
import { bilingualSchema, oneOf, Type } from '../../kernel/schema/schema.ts';
import { sessionLifeS, type Accounts } from './access.ts';

export const principalSchema = Type.Object({
  kind: oneOf(principalKinds),
  id: Type.String(),
  name: Type.String(),
  tenant: Type.String(),
});

const pageSchema = Type.Object({
  id: Type.String(),
  path: Type.String(),
  title: bilingualSchema,
  order: Type.Number(),
});

export const sessionReply = Type.Object({
  principal: principalSchema,
  pages: Type.Array(pageSchema),
  roles: Type.Array(Type.String()),
  version: Type.String(),
});

export function sessionRoutes(accounts: Accounts, program: ProgramFacts): Route[] {
  return [signInRoute(accounts), whoRoute(program), signOutRoute(accounts)];
}

function signInRoute(accounts: Accounts): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/session',
    operation: 'signIn',
    summary: { en: 'Sign in with a one-time code', zh: '用一次性代码登录' },
    access: 'public',
    body: Type.Object({ code: Type.String({ minLength: 1, maxLength: 200 }) }),
    bodyBytesMax: 4_096,
    reply: Type.Object({ principal: principalSchema }),
    otherReplies: { 401: { en: 'The code was used or has expired', zh: '代码已使用或已过期' } },
    async handle({ body, origin }) {
      const { session, principal } = await accounts.signIn(body.code);
      const secure = origin.startsWith('https:') ? '; Secure' : '';
      const cookie = `${sessionCookie}=${session}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${sessionLifeS}${secure}`;
      return new Reply({ principal: shown(principal) }, { headers: { 'set-cookie': cookie } });
    },
  });
}

function whoRoute(program: ProgramFacts): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/session',
    operation: 'readSession',
    summary: {
      en: 'Who is signed in (kind `anonymous` for nobody), and what the console offers them',
      zh: '当前登录者（未登录时 kind 为 `anonymous`）及其可用的控制台页面',
    },
    access: 'public',
    reply: sessionReply,
    async handle({ principal }) {
      const known = principal.kind !== 'anonymous';
      const pages = known ? program.pages.toSorted((a, b) => a.order - b.order) : [];
      return {
        principal: shown(principal),
        pages,
        roles: known ? program.roles : [],
        version: known ? program.version : '',
      };
    },
  });
}

function signOutRoute(accounts: Accounts): Route {
  return defineRoute({
    method: 'DELETE',
    path: '/api/session',
    operation: 'signOut',
    summary: { en: 'Sign out', zh: '退出登录' },
    access: 'public',
    reply: Type.Object({}),
    async handle({ headers }) {
      const session = sessionIn(headers);
      if (session !== undefined) await accounts.signOut(session);
      const gone = `${sessionCookie}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0`;
      return new Reply({}, { headers: { 'set-cookie': gone } });
    },
  });
}

function shown({ kind, id, name, tenant }: Principal) {
  return { kind, id, name, tenant };
}
