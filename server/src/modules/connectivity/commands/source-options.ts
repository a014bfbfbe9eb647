// How a person says on the command line how a machine is connected: a file of settings, or the few words that
// MTConnect needs.
import type { CommandInput } from '../../../kernel/module/command.ts';
import { parseHostPort } from '../../../kernel/world/host-port.ts';
import type { Address } from '../../../kernel/world/network.ts';
import type { World } from '../../../kernel/world/world.ts';
import type { SourceSettings } from '../api.ts';
import { connectivityFailures } from '../failures.ts';

export const connectionOptions = {
  '--settings': {
    value: 'FILE',
    summary: {
      en: 'Settings of the source as JSON: protocol, connection, signals; see docs/guides/connect-a-machine.md',
      zh: 'JSON 格式的数据源设置：协议、连接和测点，见 docs/guides/connect-a-machine.md',
    },
  },
  '--protocol': {
    value: 'PROTOCOL',
    defaultsTo: 'mtconnect-shdr',
    summary: { en: 'How the machine speaks', zh: '设备使用的协议' },
  },
  '--address': {
    value: 'HOST:PORT',
    summary: { en: 'Where the machine listens', zh: '设备监听的地址' },
  },
  '--devices': {
    value: 'FILE',
    summary: {
      en: 'Description of the machine; for MTConnect (SHDR) its Devices.xml',
      zh: '设备描述文件；MTConnect（SHDR）为 Devices.xml',
    },
  },
} as const;

/** Fails with `connectivity.no-way-to-connect`, `bad-address`, `no-file`, `file-unreadable` or `settings-not-json`. */
export async function settingsOf(input: CommandInput): Promise<SourceSettings> {
  const { options, world } = input;
  const name = input.args['name'] ?? '';
  const file = options['--settings'];
  if (file !== undefined) {
    const settings = await readSettings(world, file);
    const { protocol = options['--protocol'] ?? 'mtconnect-shdr' } = settings;
    return { ...settings, protocol, name };
  }
  const address = options['--address'];
  if (address === undefined) throw connectivityFailures['no-way-to-connect']({});
  const devices = options['--devices'];
  return {
    name,
    protocol: options['--protocol'] ?? 'mtconnect-shdr',
    connection: {
      ...addressOf(address),
      ...(devices === undefined ? {} : { devices: await readTextFile(world, devices) }),
    },
  };
}

type SaidSettings = Omit<SourceSettings, 'protocol'> & { readonly protocol?: string };

async function readSettings(world: World, path: string): Promise<SaidSettings> {
  const text = await readTextFile(world, path);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as SaidSettings; // the server checks it and names the place
    }
  } catch (error) {
    throw connectivityFailures['settings-not-json']({ path, reason: (error as Error).message });
  }
  throw connectivityFailures['settings-not-json']({ path, reason: text.slice(0, 40) });
}

/** Fails with `connectivity.bad-address`. */
function addressOf(address: string): Address {
  const parsed = parseHostPort(address);
  if (!parsed) throw connectivityFailures['bad-address']({ address });
  return parsed;
}

/** A text file that a person named. Fails with `connectivity.no-file` or `connectivity.file-unreadable`. */
export async function readTextFile(world: World, path: string): Promise<string> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = await world.disk.read(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw connectivityFailures['file-unreadable']({ path, reason }, error);
  }
  if (!bytes) throw connectivityFailures['no-file']({ path });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw connectivityFailures['file-unreadable']({ path, reason: 'not UTF-8' }, error);
  }
}
