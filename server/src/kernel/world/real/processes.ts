// Child processes of Node, each in a group of its own, so that what it started ends with it.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { ChildProgram, Processes, ProgramCall } from '../processes.ts';

const pageBytes = 4_096;

export const realProcesses: Processes = { start };

function start({ program, args, folder, environment }: ProgramCall): ChildProgram {
  const child = spawn(program, [...args], {
    cwd: folder,
    env: { ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    windowsHide: true,
  });
  let failed: string | undefined;
  child.on('error', (error) => (failed = (error as NodeJS.ErrnoException).code ?? error.message));
  child.stdin.on('error', () => {}); // it has ended; its end is told
  return {
    onOutput: (listener) => void child.stdout.on('data', listener),
    onErrors: (listener) => void child.stderr.on('data', listener),
    onEnd: (listener) => {
      child.once('close', (code, signal) => listener(failed ?? signal ?? `exit ${code ?? '?'}`));
    },
    write: (bytes) => (child.stdin.writable ? child.stdin.write(bytes) : false),
    pause: () => void child.stdout.pause(),
    resume: () => void child.stdout.resume(),
    end: () => void child.stdin.end(),
    kill: () => killGroup(child.pid, () => child.kill('SIGKILL')),
    memory: () => memoryOf(child.pid),
  };
}

function killGroup(pid: number | undefined, alone: () => void): void {
  try {
    if (pid === undefined || process.platform === 'win32') alone();
    else process.kill(-pid, 'SIGKILL');
  } catch {
    alone(); // the group is gone; so is it, or soon
  }
}

async function memoryOf(pid: number | undefined): Promise<number | undefined> {
  try {
    const [, resident = ''] = (await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ');
    return Number(resident) * pageBytes;
  } catch {
    return undefined;
  }
}
