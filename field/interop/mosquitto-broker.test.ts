// The clients of mosquitto against our broker: versions, QoS, retained messages, shared subscriptions, wills, TLS.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { startBroker } from '../../server/src/modules/broker/testing/broker-under-test.ts';
import { folderOf } from '../../server/src/testing/start-modules.ts';
import { until } from '../../server/src/testing/until.ts';
import { withoutMosquitto } from './mosquitto.ts';

const skip = withoutMosquitto;

type Ran = {
  readonly child: ChildProcess;
  lines(): string[];
  errors(): string;
  readonly ended: Promise<number | null>;
};

function run(
  t: TestContext,
  program: 'mosquitto_pub' | 'mosquitto_sub',
  args: readonly (string | number)[],
): Ran {
  const child = spawn(program, ['-u', 'x', '-P', '88.118.8', ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  let [out, errors] = ['', ''];
  child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (errors += bytes.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    child,
    lines: () => out.split('\n').filter((line) => line !== ''),
    errors: () => errors,
    ended,
  };
}

const own = '88.118.8/line';

for (const version of ['mqttv311', 'mqttv5']) {
  test(`${version}: every QoS, retained messages, a will`, { skip }, async (t) => {
    const { port } = await startBroker(t);
    const common = ['-V', version, '-p', port];
    for (const qos of [0, 1, 2])
      assert.equal(
        await run(t, 'mosquitto_pub', [
          ...common,
          '-t',
          `${own}/${qos}`,
          '-m',
          `m${qos}`,
          '-q',
          qos,
          '-r',
        ]).ended,
        0,
      );
    const all = run(t, 'mosquitto_sub', [...common, '-t', `${own}/#`, '-q', 2, '-F', '%q %r %p']);
    await until('three retained messages', () => all.lines().length === 3);
    assert.deepEqual(all.lines().toSorted(), ['0 1 m0', '1 1 m1', '2 1 m2']);
    const dying = run(t, 'mosquitto_sub', [
      ...common,
      '-t',
      `${own}/0`,
      '--will-topic',
      `${own}/will`,
      '--will-payload',
      'gone',
      '--will-qos',
      1,
    ]);
    await run(t, 'mosquitto_pub', [...common, '-t', `${own}/live`, '-m', 'live', '-q', 2]).ended;
    await until('the live message', () => all.lines().includes('2 0 live'));
    await until('the one with a will is in', () => dying.lines().length > 0);
    dying.child.kill('SIGKILL');
    await until('the will', () => all.lines().includes('1 0 gone'));
  });

  test(`${version}: a wrong token and a foreign topic are refused`, { skip }, async (t) => {
    const { port } = await startBroker(t);
    const anonymous = spawn('mosquitto_pub', [
      '-V',
      version,
      '-p',
      String(port),
      '-t',
      own,
      '-m',
      'x',
    ]);
    t.after(() => anonymous.kill('SIGKILL'));
    assert.notEqual(await new Promise((resolve) => anonymous.once('close', resolve)), 0);
    const foreign = run(t, 'mosquitto_sub', [
      '-V',
      version,
      '-p',
      port,
      '-t',
      '88.118.9/#',
      '-q',
      1,
    ]);
    await foreign.ended;
    assert.match(foreign.errors(), /denied|not authori[sz]ed/i);
  });
}

test('mosquitto_sub sees $SYS as of mosquitto, its enterprise only', { skip }, async (t) => {
  const { port } = await startBroker(t, { sysSeconds: 1 });
  const common = ['-V', 'mqttv5', '-p', port];
  const sub = run(t, 'mosquitto_sub', [...common, '-t', '$SYS/broker/#', '-F', '%r %t = %p']);
  const has = (line: string) => sub.lines().includes(line);
  await until('it is greeted', () => has('1 $SYS/broker/clients/connected = 1'));
  await run(t, 'mosquitto_pub', [...common, '-t', own, '-m', 'x', '-q', 1, '-r']).ended;
  await until('the retained message counts', () =>
    has('0 $SYS/broker/retained messages/count = 1'),
  );
  await until('so does the publication', () => has('0 $SYS/broker/publish/messages/received = 1'));
  assert.ok(sub.lines().some((line) => /^1 \$SYS\/broker\/uptime = \d+ seconds$/.test(line)));
  const put = run(t, 'mosquitto_pub', [...common, '-t', '$SYS/broker/uptime', '-m', 'x', '-q', 1]);
  await put.ended;
  assert.ok(!sub.lines().some((line) => line.endsWith('uptime = x')));
});

test('mqttv5: a shared subscription gives each message to one', { skip }, async (t) => {
  const { port } = await startBroker(t);
  const args = ['-V', 'mqttv5', '-p', port, '-t', `$share/g/${own}/#`, '-q', 1];
  const [one, two] = [run(t, 'mosquitto_sub', args), run(t, 'mosquitto_sub', args)];
  const count = () => one.lines().length + two.lines().length;
  let sent = 0;
  await until('both are in', async () => {
    await run(t, 'mosquitto_pub', [
      '-V',
      'mqttv5',
      '-p',
      port,
      '-t',
      `${own}/a`,
      '-m',
      'x',
      '-q',
      1,
    ]).ended;
    sent += 1;
    return one.lines().length > 0 && two.lines().length > 0;
  });
  assert.ok(count() <= sent, 'none came twice');
});

test('over TLS with the certificate of the program, on ::1', { skip }, async (t) => {
  const { port, root } = await startBroker(t, { host: '::1' });
  const file = join(folderOf(t), 'root.pem');
  await writeFile(file, await root());
  const args = ['-h', '::1', '-p', port, '--cafile', file, '-t', own, '-m', 'x', '-q', 1];
  const ran = run(t, 'mosquitto_pub', args);
  assert.equal(await ran.ended, 0, ran.errors());
});
