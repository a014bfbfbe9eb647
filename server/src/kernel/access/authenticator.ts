// How the HTTP border learns who is asking. The access module offers it; without one, everybody is
// anonymous and only public routes answer.
import { definePort } from '../module/port.ts';
import type { Principal } from './rights.ts';

export type Credentials = {
  /** The value of the session cookie. */
  readonly session?: string;
  /** What follows `Authorization: Bearer`. */
  readonly bearer?: string;
};

export interface Authenticator {
  /** Anonymous when nothing is shown; fails with kind `unauthenticated` when what is shown is not valid. */
  principalOf(credentials: Credentials): Promise<Principal>;
}

export const authenticatorPort = definePort<Authenticator>('access.authenticator');
export const sessionCookie = 'jingwei_session';
