// Signs in with the one-time link that the program printed.
import type { Ready } from './program.ts';

/** The session cookie, as a request sends it back. */
export async function signIn({ origin, signInLink }: Ready): Promise<string> {
  const answer = await fetch(`${origin}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: new URL(signInLink).hash.slice(1) }),
  });
  if (answer.status !== 200) throw new Error(`sign-in failed: ${await answer.text()}`);
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}
