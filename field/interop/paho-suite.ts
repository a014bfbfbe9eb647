// The MQTT interoperability tests of Eclipse Paho (github.com/eclipse-paho/paho.mqtt.testing, EPL-2.0), which are in
// no package registry: they are run from a checkout that JINGWEI_PAHO_TESTING names, or from .cache/paho.mqtt.testing.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const folder = process.env['JINGWEI_PAHO_TESTING'] ?? join(root, '.cache', 'paho.mqtt.testing');
const suites = join(folder, 'interoperability');

/** For the `skip` of a test. */
export const withoutPaho = existsSync(join(suites, 'client_test5.py'))
  ? false
  : `no checkout of github.com/eclipse-paho/paho.mqtt.testing in ${folder}: put one there or name it in JINGWEI_PAHO_TESTING`;

export type PahoResult = { readonly name: string; readonly passed: boolean };

/** Runs all tests of a suite, or those named. */
export async function runPaho(
  suite: 'client_test.py' | 'client_test5.py',
  port: number,
  only: readonly string[] = [],
): Promise<{ results: PahoResult[]; output: string }> {
  const chosen = only.map((name) => `Test.${name}`);
  // One suite looks for its options before `unittest`, which wants to see none but its own.
  const program = [
    'import runpy, sys, unittest',
    `sys.path.insert(0, ${JSON.stringify(suites)})`,
    'main = unittest.main',
    `unittest.main = lambda *a, **k: main(module="__main__", argv=["x", "-v", *${JSON.stringify(chosen)}])`,
    `sys.argv = ["x", "-p", "${port}"]`,
    `runpy.run_path(${JSON.stringify(join(suites, suite))}, run_name="__main__")`,
  ].join('\n');
  const child = spawn('python3', ['-B', '-c', program], { cwd: suites });
  let output = '';
  child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (output += bytes.toString()));
  await new Promise<void>((resolve) => child.once('close', () => resolve()));
  // Not every test's name begins its line: some say their docstring after it.
  const named = [...output.matchAll(/^(test\w+) \(/gm)].map(([, name = '']) => name);
  const failed = new Set([...output.matchAll(/^(?:ERROR|FAIL): (\w+)/gm)].map(([, name]) => name));
  const results = [...new Set(named)].map((name) => ({ name, passed: !failed.has(name) }));
  return { results, output };
}
