// The console's files and its page, on every path that nothing else answers.
import { httpFailures } from '../../kernel/http/failures.ts';
import { Reply, defineRoute, type Route } from '../../kernel/http/route.ts';
import { Type } from '../../kernel/schema/schema.ts';
import type { ConsoleFile } from './console-files.ts';

const notBuilt = `<!doctype html><meta charset="utf-8"><title>Jingwei 经纬</title>
<p>The console is not built. Run <code>npm run build</code> in the project's folder and start again.
<p lang="zh">控制台尚未构建。请在项目文件夹中运行 <code>npm run build</code> 后重新启动。`;

export function consoleRoute(files: ReadonlyMap<string, ConsoleFile>): Route {
  return defineRoute({
    method: 'GET',
    path: '/{path+}',
    operation: 'openConsole',
    undocumented: true,
    summary: { en: 'The web console', zh: '网页控制台' },
    access: 'public',
    params: Type.Object({ path: Type.String({ maxLength: 4_096 }) }),
    reply: Type.String(),
    async handle({ params, headers }) {
      const { path } = params;
      const named = files.get(path);
      if (!named && /^(api|assets|metrics)(\/|$)/.test(path)) {
        throw httpFailures['no-such-page']({ method: 'GET', path: `/${path}` });
      }
      const file = named ?? files.get('index.html');
      if (!file)
        return new Reply(notBuilt, { headers: { 'content-type': 'text/html; charset=utf-8' } });
      return send(file, { headers, lasting: path.startsWith('assets/') });
    },
  });
}

type Asked = {
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Names in `assets/` carry a hash of their content, so they never change. */
  lasting: boolean;
};

async function send(file: ConsoleFile, { headers, lasting }: Asked): Promise<Reply> {
  const common = {
    'cache-control': lasting ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: file.tag,
    vary: 'accept-encoding',
  };
  if (headers['if-none-match'] === file.tag) return new Reply('', { status: 304, headers: common });
  const compressed = String(headers['accept-encoding'] ?? '').includes('br');
  return new Reply(compressed ? await file.brotli() : file.bytes, {
    headers: {
      ...common,
      'content-type': file.type,
      ...(compressed ? { 'content-encoding': 'br' } : {}),
    },
  });
}
