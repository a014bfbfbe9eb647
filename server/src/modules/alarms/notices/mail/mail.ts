// Mail over SMTP. The one owner of nodemailer, which does its own input and output; loaded when the first mail is sent.
import type { Static } from '../../../../kernel/schema/schema.ts';
import { networkOf } from '../../../../kernel/world/reach.ts';
import type { mailSchema } from '../plan-schema.ts';

export type MailWay = Static<typeof mailSchema> & {
  /** What the host's name stands for; looked up when absent. */
  readonly address?: string;
};
export type Mail = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly id: string;
};

const timeoutMs = 20_000;
/** A server that does not close its side within this has the connection broken off. */
const goodbyeMs = 2_000;

/**
 * Delivered to the server when it resolves; rejects with the reason. The id makes the same mail known as such. Given up
 * by `signal`, the connection ends too.
 */
export async function sendMail(way: MailWay, mail: Mail, signal: AbortSignal): Promise<void> {
  const { createTransport } = await import('nodemailer');
  const { host, port, security, user, password = '', from } = way;
  const transport = createTransport({
    ...{ host: way.address ?? host, port, tls: tlsOf(way), secure: security === 'tls' },
    ...{ requireTLS: security === 'starttls', ignoreTLS: security === 'none' },
    ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs },
    ...(user === undefined ? {} : { auth: { user, pass: password } }),
    ...{ disableFileAccess: true, disableUrlAccess: true, socketCloseTimeout: goodbyeMs },
  });
  try {
    const messageId = `<${mail.id}@${from.split('@')[1] ?? 'jingwei'}>`;
    const { to, subject, text } = mail;
    // The types do not know `signal` yet.
    const message = { from, to, subject, text, messageId, signal };
    await transport.sendMail(message);
  } finally {
    transport.close();
  }
}

/** The certificate is of the name, also where the address is known. */
export function tlsOf({ host, authorities }: Pick<MailWay, 'host' | 'authorities'>) {
  const isName = networkOf(host) === undefined;
  return {
    ...(isName ? { servername: host } : {}),
    ...(authorities === undefined || authorities === '' ? {} : { ca: authorities }),
  };
}
