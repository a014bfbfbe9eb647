// Apache IoTDB as its operators start it: a ConfigNode and a DataNode, two processes on loopback in a folder of their own,
// with the settings that our engine asks for. Starting takes half a minute, so that a file of tests shares one.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../server/src/testing/until.ts';
import { freePort } from '../testing/free-port.ts';
import { folderOf, withoutPeer } from './java-peers.ts';

export const withoutIotdb = withoutPeer('iotdb');

const startMs = 120_000;
const opened = ['util.concurrent', 'lang', 'util', 'nio', 'io', 'net'];

export type IotdbServer = {
  /** Of its REST service. */
  readonly url: string;
  readonly rpcPort: number;
  readonly pids: readonly number[];
  /** What its REST service answers to a statement. */
  ask(path: 'query' | 'nonQuery', sql: string): Promise<unknown>;
  /** `kill -9` of the DataNode. */
  killDataNode(): Promise<void>;
  /** On the same ports and data; resolves when it answers. */
  startDataNode(): Promise<void>;
  stop(): Promise<void>;
};

type Ports = { readonly config: number; readonly rpc: number; readonly rest: number };
type Settings = Readonly<Record<string, string | number>>;

export async function startIotdb(
  folder: string,
  settings: Settings = {},
  { dataNodeMemory = '2g' } = {},
): Promise<IotdbServer> {
  const { config, rpc, rest } = await configure(folder, settings);
  const url = `http://127.0.0.1:${rest}`;
  const configNode = start(folder, 'confignode.service.ConfigNode', ['-Xmx512m']);
  await until('the ConfigNode listens', () => isOpen(config), startMs);
  const memory = [`-Xmx${dataNodeMemory}`, '-XX:MaxDirectMemorySize=512m'];
  let dataNode: ChildProcess | undefined;
  const startDataNode = async (): Promise<void> => {
    const child = start(folder, 'db.service.DataNode', memory);
    dataNode = child;
    await until(
      'the DataNode answers',
      async () => {
        if (child.exitCode !== null) throw new Error(said(folder, 'db.service.DataNode'));
        return (await fetch(`${url}/ping`).catch(() => undefined))?.ok === true;
      },
      startMs,
    );
  };
  const end = async (child: ChildProcess | undefined): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  try {
    await startDataNode();
  } catch (error) {
    await end(dataNode);
    await end(configNode);
    throw error;
  }
  return {
    url,
    rpcPort: rpc,
    ask: (path, sql) => askIotdb(url, path, sql),
    get pids() {
      return [configNode.pid ?? 0, dataNode?.pid ?? 0];
    },
    killDataNode: () => end(dataNode),
    startDataNode,
    async stop() {
      await end(dataNode);
      await end(configNode);
    },
  };
}

/** A folder with settings of its own free ports. */
async function configure(folder: string, settings: Settings): Promise<Ports> {
  const conf = join(folder, 'conf');
  mkdirSync(conf, { recursive: true });
  const ports = await Promise.all(Array.from({ length: 8 }, () => freePort()));
  const [config, consensus, rpc, internal, exchange, schema, data, rest] = ports;
  const seed = `127.0.0.1:${config}`;
  const properties = {
    cluster_name: 'tested',
    cn_internal_address: '127.0.0.1',
    cn_internal_port: config,
    cn_consensus_port: consensus,
    cn_seed_config_node: seed,
    dn_rpc_address: '127.0.0.1',
    dn_rpc_port: rpc,
    dn_internal_address: '127.0.0.1',
    dn_internal_port: internal,
    dn_mpp_data_exchange_port: exchange,
    dn_schema_region_consensus_port: schema,
    dn_data_region_consensus_port: data,
    dn_seed_config_node: seed,
    enable_rest_service: 'true',
    rest_service_port: rest,
    cn_metric_reporter_list: '',
    dn_metric_reporter_list: '',
    timestamp_precision: 'ns',
    wal_mode: 'SYNC',
    ...settings,
  };
  const lines = Object.entries(properties).map(([name, value]) => `${name}=${value}`);
  writeFileSync(join(conf, 'iotdb-system.properties'), `${lines.join('\n')}\n`);
  writeFileSync(
    join(conf, 'logback.xml'),
    '<configuration><appender name="C" class="ch.qos.logback.core.ConsoleAppender"><encoder><pattern>%d %p %logger{20} %m%n</pattern></encoder></appender><root level="WARN"><appender-ref ref="C"/></root></configuration>',
  );
  return { config: config ?? 0, rpc: rpc ?? 0, rest: rest ?? 0 };
}

/** By the server's REST service, as its first user. */
export async function askIotdb(url: string, path: string, sql: string): Promise<unknown> {
  const response = await fetch(`${url}/rest/v2/${path}`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('root:root')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ sql, row_limit: 10_000_000 }),
  });
  return response.json();
}

function start(folder: string, name: string, memory: readonly string[]): ChildProcess {
  const homes = ['IOTDB_HOME', 'CONFIGNODE_HOME', 'TSFILE_HOME'].map((one) => `-D${one}=${folder}`);
  const confs = ['IOTDB_CONF', 'CONFIGNODE_CONF', 'TSFILE_CONF'].map(
    (one) => `-D${one}=${join(folder, 'conf')}`,
  );
  const opens = opened.flatMap((one) => ['--add-opens', `java.base/java.${one}=ALL-UNNAMED`]);
  const classPath = ['-cp', join(folderOf('iotdb'), '*'), `org.apache.iotdb.${name}`, '-s'];
  const log = openSync(logOf(folder, name), 'a');
  const child = spawn('java', [...homes, ...confs, ...opens, ...memory, ...classPath], {
    cwd: folder,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  return child;
}

const logOf = (folder: string, name: string) => join(folder, `${name}.log`);

function said(folder: string, name: string): string {
  return `${name} ended:\n${readFileSync(logOf(folder, name), 'utf8').slice(-4_000)}`;
}

async function isOpen(port: number): Promise<boolean> {
  const { connect } = await import('node:net');
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve((socket.destroy(), true)));
    socket.on('error', () => resolve(false));
  });
}
