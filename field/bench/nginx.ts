// nginx with one worker and one static file, in a folder of its own, as the peer of the HTTP door.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../testing/free-port.ts';

const binary = '/usr/sbin/nginx';

export type Nginx = {
  readonly port: number;
  readonly tlsPort: number;
  /** Of the worker, whose processor time counts. */
  readonly pid: number;
  stop(): void;
};

/** Serves `body` as JSON at `/record`, plain and over TLS with the given certificate. */
export async function startNginx(
  folder: string,
  given: { body: string; certificateFile: string; keyFile: string },
): Promise<Nginx> {
  if (!existsSync(binary)) throw new Error('nginx is not installed: run tools/setup.sh');
  mkdirSync(join(folder, 'site'), { recursive: true });
  writeFileSync(join(folder, 'site', 'record'), given.body);
  const [port, tlsPort] = [await freePort(), await freePort()];
  const settings = configuration({ folder, port, tlsPort, ...given });
  writeFileSync(join(folder, 'nginx.conf'), settings);
  const child = spawn(binary, ['-p', folder, '-c', join(folder, 'nginx.conf')], {
    stdio: 'inherit',
  });
  for (let tries = 0; !(await answers(port)); tries++) {
    if (tries > 100) throw new Error('nginx does not answer');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const children = `/proc/${child.pid}/task/${child.pid}/children`;
  const pid = Number(readFileSync(children, 'utf8').trim().split(' ')[0]);
  return { port, tlsPort, pid, stop: () => void child.kill('SIGTERM') };
}

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/record`).then(
    ({ ok }) => ok,
    () => false,
  );
}

function configuration(given: {
  folder: string;
  port: number;
  tlsPort: number;
  certificateFile: string;
  keyFile: string;
}): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path ${given.folder}/${name};`,
  );
  return [
    'daemon off;',
    process.getuid?.() === 0 ? 'user root;' : '',
    'worker_processes 1;',
    `pid ${given.folder}/nginx.pid;`,
    `error_log ${given.folder}/error.log;`,
    'events { worker_connections 1024; }',
    'http {',
    ...temporary,
    '  access_log off;',
    '  sendfile on;',
    '  tcp_nopush on;',
    '  open_file_cache max=10;',
    '  keepalive_requests 1000000000;',
    '  default_type application/json;',
    '  server {',
    `    listen 127.0.0.1:${given.port};`,
    `    listen 127.0.0.1:${given.tlsPort} ssl;`,
    `    ssl_certificate ${given.certificateFile};`,
    `    ssl_certificate_key ${given.keyFile};`,
    `    root ${given.folder}/site;`,
    '  }',
    '}',
    '',
  ].join('\n');
}

/** The version, for the report. */
export function nginxVersion(): string {
  return execFileSync('sh', ['-c', `${binary} -v 2>&1`])
    .toString()
    .trim()
    .replace(/^.*nginx\//, '');
}
