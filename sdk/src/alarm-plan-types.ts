// What the calls carry about who is told of alarms. Secrets come as dots, and dots that go back mean the secret that is kept.
import type { AlarmPriority } from './alarm-types.ts';

export type AlarmWebhook = {
  readonly kind: 'webhook';
  readonly name: string;
  readonly url: string;
  /** Messages are signed with it. */
  readonly secret: string;
  /** PEM of the authorities that vouch for the server. */
  readonly authorities?: string;
};
export type AlarmMail = {
  readonly kind: 'mail';
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly security: 'tls' | 'starttls' | 'none';
  readonly user?: string;
  readonly password?: string;
  readonly from: string;
  readonly authorities?: string;
};
export type AlarmWay = AlarmWebhook | AlarmMail;
export type AlarmPerson = {
  readonly name: string;
  readonly language: 'en' | 'zh';
  /** The name of a way. */
  readonly way: string;
  /** Of a mail. */
  readonly address?: string;
  /** `22:00`, in the time of the alarm's place; what is due then waits for the end. */
  readonly quiet?: {
    readonly from: string;
    readonly to: string;
    readonly except: readonly AlarmPriority[];
  };
};
export type AlarmEscalation = {
  readonly name: string;
  readonly priorities: readonly AlarmPriority[];
  /** An identifier, or the beginning of a place. */
  readonly under?: string;
  /** Ids of shifts of the place's calendar; always without. */
  readonly shifts?: readonly string[];
  /** Also when the process is normal again. */
  readonly untilAcknowledged: boolean;
  readonly steps: readonly { readonly afterMs: number; readonly people: readonly string[] }[];
};
export type AlarmPlan = {
  readonly ways: readonly AlarmWay[];
  readonly people: readonly AlarmPerson[];
  readonly escalations: readonly AlarmEscalation[];
  readonly chattering: {
    readonly shelves: boolean;
    readonly raisedInMinute: number;
    readonly shelveMs: number;
  };
  readonly flood: { readonly suppresses: readonly AlarmPriority[] };
};
