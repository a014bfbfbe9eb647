// Peers that are Python packages: each in a virtual environment of its own in the cache folder of the
// packages, made once from pinned versions. Without Python or a package index the tests are skipped by name.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('python/', import.meta.url));
const cache = fileURLToPath(new URL('../../node_modules/.cache/jingwei/', import.meta.url));

export type Python =
  | { readonly program: string; readonly scripts: string }
  /** Why there is none, for the `skip` of a test. */
  | { readonly missing: string };

/** From `python/<name>.txt`; a change of that file makes the environment anew. */
export async function pythonWith(name: string): Promise<Python> {
  const environment = join(cache, name);
  const program = join(environment, 'bin', 'python3');
  const packages = join(folder, `${name}.txt`);
  const wanted = readFileSync(packages, 'utf8');
  const complete = join(environment, 'complete');
  if (existsSync(complete) && readFileSync(complete, 'utf8') === wanted)
    return { program, scripts: folder };
  rmSync(environment, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  try {
    await run('python3', ['-m', 'venv', environment]);
  } catch {
    return { missing: 'python3-venv is not installed: run tools/setup.sh' };
  }
  try {
    await run(program, ['-m', 'pip', 'install', '--quiet', '--requirement', packages]);
  } catch (error) {
    rmSync(environment, { recursive: true, force: true });
    const [said] = String((error as { stderr?: string }).stderr ?? error)
      .trim()
      .split('\n')
      .slice(-1);
    return { missing: `the packages of field/interop/python cannot be installed: ${said}` };
  }
  writeFileSync(complete, wanted);
  return { program, scripts: folder };
}
