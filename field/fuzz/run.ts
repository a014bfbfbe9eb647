// Attacks a real program for a while and looks whether it stays what it was: it answers, its memory stays
// within bounds, and nothing goes wrong in its log.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { StartedProgram } from '../testing/program.ts';
import { attackHttp, attackTcp, attackUdp, type Tally, type Target } from './attack.ts';
import { mqttConversations } from './mqtt-samples.ts';
import { seededChance } from './mutate.ts';
import { httpRequests, recordedRequests } from './samples.ts';

export type FuzzReport = {
  readonly seed: number;
  readonly seconds: number;
  readonly sent: Readonly<Record<string, Tally>>;
  readonly canaries: number;
  readonly slowestCanaryMs: number;
  readonly rssMiB: { readonly before: number; readonly most: number };
  /** What went wrong; empty is good. */
  readonly finds: readonly string[];
};

const nodes = ['top-node', 'second-level-node', 'enterprise-node', 'recursive-node'];
const canaryMs = 250;
/** Also on a machine that is busy with other things. */
const canariesMin = 3;
const canaryWithinMs = 10_000;
const rssGrowthMiBMax = 600;
const handle = '88.118.8/L-100001';

export async function fuzz(
  program: StartedProgram,
  { seed, seconds }: { seed: number; seconds: number },
): Promise<FuzzReport> {
  const over = new AbortController();
  const sent: Record<string, Tally> = {};
  const last: Record<string, Buffer[]> = {};
  const attacks = attackersOn(program).map(([name, attack, target, samples], at) => {
    const tally = (sent[name] ??= { sent: 0, bytes: 0 });
    const chance = seededChance(seed * 1_000 + at);
    const kept = (last[name] ??= []);
    return attack({ target, samples, chance, tally, last: kept, signal: over.signal });
  });
  const watched = await watch(program, seconds);
  over.abort();
  await Promise.all(attacks);
  const finds = [...watched.finds, ...troublesIn(program)];
  return { seed, seconds, sent, ...watched, finds };
}

type Attacker = typeof attackTcp;

function attackersOn(program: StartedProgram): [string, Attacker, Target, Buffer[]][] {
  const recorded = recordedRequests();
  const { hostname, port } = new URL(program.ready.origin);
  const paths = ['/', '/api/status', '/api/openapi.json', `/api/resolutions/${handle}`];
  return [
    ...nodes.flatMap((name): [string, Attacker, Target, Buffer[]][] => [
      [`${name} tcp`, attackTcp, program.listener(name, 'do-irp/tcp'), recorded],
      [`${name} udp`, attackUdp, program.listener(name, 'do-irp/udp'), recorded],
    ]),
    ['broker', attackTcp, program.listener('broker', 'mqtt'), mqttConversations('88.118.8', '')],
    ['http', attackHttp, { host: hostname, port: Number(port) }, httpRequests(paths, handle)],
  ];
}

async function watch(program: StartedProgram, seconds: number) {
  const finds: string[] = [];
  const before = rssMiB(program);
  const endMs = performance.now() + seconds * 1000;
  let [canaries, slowestCanaryMs, most] = [0, 0, before];
  while ((performance.now() < endMs || canaries < canariesMin) && finds.length === 0) {
    const askedMs = performance.now();
    const fault = await canary(program);
    slowestCanaryMs = Math.max(slowestCanaryMs, performance.now() - askedMs);
    canaries += 1;
    if (fault !== undefined) finds.push(fault);
    most = Math.max(most, rssMiB(program));
    if (most > before + rssGrowthMiBMax) finds.push(`memory grew from ${before} to ${most} MiB`);
    await pause(canaryMs);
  }
  return { canaries, slowestCanaryMs, rssMiB: { before, most }, finds };
}

/** Somebody with an honest question; undefined when it was answered. */
async function canary(program: StartedProgram): Promise<string | undefined> {
  if (program.process.exitCode !== null || program.process.signalCode !== null) {
    return `the program ended: ${program.output().slice(-2_000)}`;
  }
  try {
    const url = `${program.ready.origin}/api/resolutions/0.NA/88.118.8?fresh=true`;
    const answer = await fetch(url, { signal: AbortSignal.timeout(canaryWithinMs) });
    return answer.ok ? undefined : `the canary got ${answer.status}: ${await answer.text()}`;
  } catch (error) {
    return `the canary was not answered: ${String(error)}`;
  }
}

function rssMiB(program: StartedProgram): number {
  try {
    const status = readFileSync(`/proc/${program.process.pid}/status`, 'utf8');
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
  } catch {
    return 0; // it has ended, which the canary tells
  }
}

/** Errors in the log are ours: what a peer does wrong is no error. */
function troublesIn(program: StartedProgram): string[] {
  const folder = join(program.folder, 'data', 'log');
  return readdirSync(folder).flatMap((name) =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line.includes('"level":"error"'))
      .slice(0, 20),
  );
}
