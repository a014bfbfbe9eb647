// Who is at the console. Asked once at the start, again after signing in or out.
import { createContext, useCallback, useContext, useMemo, useRef } from 'react';
import type { ReactNode } from 'react';
import type { Session } from '@jingwei/sdk';
import { useClient, useLoaded, type Loaded } from '../kit/client.tsx';
import { go } from '../kit/navigation.tsx';

type Seat = {
  /** `loaded` with undefined: nobody is signed in. */
  readonly session: Loaded<Session | undefined>;
  readonly refresh: () => void;
  readonly signOut: () => Promise<void>;
};

const Context = createContext<Seat | undefined>(undefined);

type SessionProviderProps = {
  /** Somebody is about to sign in: do not ask who is there before. */
  readonly signingIn: boolean;
  readonly children: ReactNode;
};

export function SessionProvider({ signingIn, children }: SessionProviderProps) {
  const client = useClient();
  const wait = useRef(signingIn);
  const load = useCallback(
    async (signal: AbortSignal) => {
      if (wait.current) return void (wait.current = false);
      const session = await client.session({ signal });
      return session.principal.kind === 'anonymous' ? undefined : session;
    },
    [client],
  );
  const { loaded, again } = useLoaded<Session | undefined>(load);
  const seat = useMemo(
    () => ({
      session: loaded,
      refresh: again,
      async signOut() {
        await client.signOut();
        go('/sign-in', { replace: true });
        again();
      },
    }),
    [client, loaded, again],
  );
  return <Context value={seat}>{children}</Context>;
}

export function useSession(): Seat {
  const seat = useContext(Context);
  if (!seat) throw new Error('useSession outside of SessionProvider');
  return seat;
}
