// The mail server of Python (aiosmtpd): what an operator is told by mail arrives, in Chinese, with log-in; a wrong password
// is told as such.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sendMail, type MailWay } from '../../server/src/modules/alarms/notices/mail/mail.ts';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { until } from '../../server/src/testing/until.ts';
import { pythonWith } from './python-packages.ts';
import { startPythonServer } from './python-server.ts';

const python = await pythonWith('aiosmtpd');
const skip = 'missing' in python ? python.missing : false;

test('a mail of an alarm arrives; a wrong password is refused in words', { skip }, async (t) => {
  const folder = temporaryFolder();
  t.after(() => folder.remove());
  const peer = await startPythonServer(python, 'smtp_server.py', [folder.path]);
  t.after(() => peer.stop());
  const way: MailWay = {
    ...{ kind: 'mail', name: 'mail', host: '127.0.0.1', port: peer.port, security: 'none' },
    ...{ user: 'jingwei', password: 'secret', from: 'jingwei@example.org' },
  };
  const mail = {
    ...{ to: 'li@example.org', subject: '[高] 炉温过高 · 88.118.8/车间', id: 'abc' },
    text: '处理指导: 将目标温度下调 20 °C\n.\n一行只有一个点的正文\n',
  };
  const { signal } = new AbortController();
  await sendMail(way, mail, signal);
  const file = join(folder.path, '1.json');
  await until('the mail', () => existsSync(file));
  const told = JSON.parse(readFileSync(file, 'utf8')) as {
    from: string;
    to: string[];
    content: string;
  };
  assert.deepEqual([told.from, told.to], [way.from, [mail.to]]);
  assert.match(told.content, /^Message-ID: <abc@example\.org>/im);
  const [head = '', body = ''] = told.content.split('\r\n\r\n');
  assert.match(head, /^Subject: =\?UTF-8\?/m);
  const isBase64 = /Content-Transfer-Encoding: base64/i.test(head);
  const text = isBase64 ? Buffer.from(body, 'base64').toString() : unquoted(body);
  assert.equal(text.replaceAll('\r\n', '\n').trimEnd(), mail.text.trimEnd());
  await assert.rejects(
    sendMail({ ...way, password: 'wrong' }, mail, signal),
    /535|[Ii]nvalid login/,
  );
});

function unquoted(text: string): string {
  const bytes = text
    .replaceAll('=\r\n', '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
