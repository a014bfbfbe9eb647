// `jingwei plant replay FILE`: a recorded machine as if it stood here, for trying the gateway on
// real data.
import { basename } from 'node:path';
import { defineCommand, type CommandInput } from '../../../server/src/kernel/module/command.ts';
import { fill, type Bilingual } from '../../../server/src/kernel/schema/bilingual.ts';
import { hostPortText } from '../../../server/src/kernel/world/host-port.ts';
import type { World } from '../../../server/src/kernel/world/world.ts';
import { readDevices } from '../../../server/src/modules/connectivity/protocols/mtconnect/devices.ts';
import { readTextFile } from '../../../server/src/modules/connectivity/commands/source-options.ts';
import { plantFailures } from '../failures.ts';
import { Player, type PlayerEvent } from './player.ts';
import { readRecording, type Recording } from './recording.ts';

export const replayCommand = defineCommand({
  words: ['plant', 'replay'],
  summary: {
    en: 'Serve a recorded SHDR stream like the machine that it was recorded from',
    zh: '像原设备一样播放录制的 SHDR 数据流',
  },
  args: [{ name: 'file', summary: { en: 'The recording', zh: '记录文件' } }],
  options: {
    '--devices': {
      value: 'FILE',
      required: true,
      summary: { en: 'The Devices.xml that belongs to it', zh: '对应的 Devices.xml' },
    },
    '--speed': {
      value: 'FACTOR',
      defaultsTo: '1',
      summary: { en: 'How much faster than the machine was', zh: '相对原速的倍数' },
    },
    '--port': {
      value: 'PORT',
      defaultsTo: '7880',
      summary: { en: 'Port to listen on; 0 picks a free one', zh: '监听端口；0 表示自动选择' },
    },
    '--host': {
      value: 'HOST',
      defaultsTo: '127.0.0.1',
      summary: { en: 'Address to listen on', zh: '监听地址' },
    },
    '--loop': { summary: { en: 'Begin again at the end', zh: '播放结束后从头开始' } },
  },
  run: replay,
});

async function replay(input: CommandInput): Promise<number> {
  const file = input.args['file'] ?? '';
  const { options } = input;
  const devices = options['--devices'] ?? '';
  const host = options['--host'] ?? '127.0.0.1';
  const speed = speedOf(options['--speed'] ?? '1');
  const port = portOf(options['--port'] ?? '7880');
  const recording = await loadRecording(input.world, file);
  const name = sourceName(file);
  readDevices(name, await readTextFile(input.world, devices)); // fails now rather than at `source add`
  const player = new Player({
    world: input.world,
    address: { host, port },
    recording,
    speed,
    loop: options['--loop'] === 'true',
    progress: (event) => input.note(say(input, ...progressText(event))),
  });
  const bound = await player.open();
  const address = hostPortText(bound);
  const command = `npm run jingwei -- source add ${name} --address ${address} --devices ${quoted(devices)}`;
  if (input.json) input.print(JSON.stringify({ ...bound, lines: recording.lines, command }));
  else {
    input.print(say(input, texts.serving, { file, lines: recording.lines, address, speed }));
    input.print(say(input, texts.connect, { command }));
  }
  const abort = () => void player.close();
  if (input.signal.aborted) abort();
  input.signal.addEventListener('abort', abort, { once: true });
  await player.finished;
  input.signal.removeEventListener('abort', abort);
  await (input.signal.aborted ? player.close() : player.end());
  input.note(say(input, texts.over));
  return 0;
}

/** Fails with `plant.no-recording`, `plant.recording-unreadable` or `plant.not-a-recording`. */
export async function loadRecording(world: World, path: string): Promise<Recording> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = await world.disk.read(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw plantFailures['recording-unreadable']({ path, reason }, error);
  }
  if (!bytes) throw plantFailures['no-recording']({ path });
  const recording = readRecording(bytes);
  if (recording.stamped > 0) return recording;
  throw plantFailures['not-a-recording']({ path, lines: recording.lines });
}

function speedOf(text: string): number {
  const speed = Number(text);
  if (text.trim() !== '' && Number.isFinite(speed) && speed > 0) return speed;
  throw plantFailures['bad-speed']({ speed: text });
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw plantFailures['bad-port']({ port: text });
}

function sourceName(file: string): string {
  const name =
    basename(file)
      .split('.')[0]
      ?.replace(/[^A-Za-z0-9_-]+/g, '-') ?? '';
  return /^[A-Za-z0-9]/.test(name) ? name.slice(0, 64) : 'recording';
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}

const texts = {
  serving: {
    en: 'Serving {file} ({lines} lines) at {address}, {speed} times as fast as the machine was. It starts for each client when it connects.',
    zh: '正在 {address} 播放 {file}（{lines} 行），速度为原速的 {speed} 倍。每个客户端连接时从头开始。',
  },
  connect: {
    en: 'Connect the gateway with:\n  {command}',
    zh: '用以下命令接入网关：\n  {command}',
  },
  connected: { en: '{client} connected.', zh: '{client} 已连接。' },
  lost: { en: '{client} went away before the end.', zh: '{client} 在播放结束前断开。' },
  told: { en: '{client}: {percent} % told.', zh: '{client}：已播放 {percent} %。' },
  ended: { en: '{client}: everything was told.', zh: '{client}：全部播放完毕。' },
  over: { en: 'The replay is over.', zh: '播放结束。' },
} as const satisfies Record<string, Bilingual>;

function progressText(event: PlayerEvent): [Bilingual, Record<string, unknown>] {
  return [texts[event.kind], event];
}

function say(
  { language }: CommandInput,
  text: Bilingual,
  values: Readonly<Record<string, unknown>> = {},
): string {
  return fill(text, values)[language];
}
