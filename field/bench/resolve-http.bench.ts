// Resolution as JSON over HTTP and HTTPS, keep-alive, against nginx that serves a static file of the same
// size in the same run.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { temporaryFolder } from '../../server/src/testing/temporary-folder.ts';
import { startRealProgram } from '../testing/program.ts';
import { fillNode, handleOf } from './fill-node.ts';
import { nginxVersion, startNginx } from './nginx.ts';
import { report, type Figures } from './report.ts';
import { loadHttp, type HttpLoadResult } from './wrk.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    count: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '8' },
  },
});
const [count, seconds] = [Number(values.count), Number(values.seconds)];
const made = 20_000;

const temporary = temporaryFolder();
const folder = temporary.path;
await fillNode(join(folder, 'data'), count);
const program = await startRealProgram(folder, [
  '--free-ports',
  '--role',
  'enterprise',
  '--http-tls',
  'on',
]);
const { port } = program.listener('http');
const paths = Array.from(
  { length: made },
  () => `/api/handles/${handleOf(Math.floor(Math.random() * count))}`,
);
const body = await (await fetch(`http://127.0.0.1:${port}${paths[0]}`)).text();
const [certificateFile, keyFile] = [join(folder, 'peer.pem'), join(folder, 'peer-key.pem')];
execFileSync('openssl', [
  ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
  ...['-subj', '/CN=peer', '-keyout', keyFile, '-out', certificateFile],
]);
const nginx = await startNginx(join(folder, 'nginx'), { body, certificateFile, keyFile });

async function measured(
  scheme: string,
  target: { port: number; pid: number; paths: readonly string[] },
): Promise<HttpLoadResult> {
  const load = { folder, origin: `${scheme}://127.0.0.1:${target.port}`, ...target };
  await loadHttp({ ...load, seconds: 2 });
  const result = await loadHttp({ ...load, seconds });
  if (result.failed > 0) throw new Error(`${result.failed} requests failed at ${load.origin}`);
  return result;
}

const { pid } = program.ready;
const http = await measured('http', { port, pid, paths });
const peerPaths = { pid: nginx.pid, paths: ['/record'] };
const peerHttp = await measured('http', { port: nginx.port, ...peerPaths });
const https = await measured('https', { port, pid, paths });
const peerHttps = await measured('https', { port: nginx.tlsPort, ...peerPaths });
nginx.stop();
await program.stop();
temporary.remove();

report({
  name: 'resolve-http',
  figures: {
    ...figuresOf('HTTP', http),
    ...figuresOf('HTTPS', https),
    'body of a reply': { value: Buffer.byteLength(body), unit: 'bytes' },
  },
  peers: {
    [`nginx ${nginxVersion()}, static file`]: {
      ...figuresOf('HTTP', peerHttp),
      ...figuresOf('HTTPS', peerHttps),
    },
  },
  ratios: {
    'HTTP to nginx, per processor second': http.perCpuSecond / peerHttp.perCpuSecond,
    'HTTP to nginx, replies': http.rate / peerHttp.rate,
    'HTTPS to nginx, per processor second': https.perCpuSecond / peerHttps.perCpuSecond,
    'HTTPS to nginx, replies': https.rate / peerHttps.rate,
  },
});

function figuresOf(name: string, result: HttpLoadResult): Figures {
  return {
    [`${name} replies`]: { value: result.rate, unit: '/s' },
    [`${name} replies per processor second`]: { value: result.perCpuSecond, unit: '/CPU-s' },
    [`${name} p50`]: { value: result.p50Ms, unit: 'ms' },
    [`${name} p99`]: { value: result.p99Ms, unit: 'ms' },
  };
}
