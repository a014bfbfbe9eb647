// A running program: settings read, modules planned and started in order of use, HTTP open, and all of
// it stopped in reverse. The composition root, the tests and the simulator start programs alike.
import { join } from 'node:path';
import { authenticatorPort, type Authenticator } from '../access/authenticator.ts';
import { loadConfig, type ConfigSources, type Settings } from '../config/load.ts';
import { defineConfig, setting, type ConfigSection } from '../config/section.ts';
import { CertificateAuthority } from '../certificates/certificate-authority.ts';
import { serverIdentity } from '../certificates/server-identity.ts';
import { openApi } from '../http/openapi.ts';
import type { QuickRoute } from '../http/quick.ts';
import { Reply, defineRoute, type Route } from '../http/route.ts';
import { reserveDoor, type ReservedDoor } from '../http/door.ts';
import { serveHttp } from '../http/server.ts';
import { httpSettings, speaksTls, type HttpSettings } from '../http/settings.ts';
import { isLoopback } from '../http/admit.ts';
import type { TlsIdentity } from '../http/tls-identity.ts';
import { logLevels, type Log } from '../log/log.ts';
import { MetricsRegistry } from '../metrics/metrics.ts';
import { Type } from '../schema/schema.ts';
import { every } from '../world/clock.ts';
import { hostPortText } from '../world/host-port.ts';
import type { World } from '../world/world.ts';
import type {
  ConsolePage,
  HttpFact,
  ListenerFact,
  Module,
  ProgramFacts,
  Registrar,
  Suggestion,
} from './module.ts';
import { planModules } from './plan.ts';
import { knownPublicUrl, rememberPublicUrl } from './public-url.ts';
import type { Port } from './port.ts';

export const programSettings = defineConfig(
  'program',
  Type.Object({
    role: setting.text('all', {
      en: 'Roles to play, with commas; --role goes before it',
      zh: '启用的角色，以逗号分隔；--role 优先',
    }),
  }),
);

export const logSettings = defineConfig(
  'log',
  Type.Object({
    level: setting.oneOf(logLevels, 'info', {
      en: 'Lowest level that goes into the log file',
      zh: '写入日志文件的最低级别',
    }),
  }),
);

/** Every section of settings that a program of these modules knows. */
export function programSections(modules: readonly Module[]): ConfigSection[] {
  return [
    programSettings,
    httpSettings,
    logSettings,
    ...modules.flatMap((module) => module.config ?? []),
  ];
}

export type ProgramOptions = {
  readonly modules: readonly Module[];
  readonly roles: readonly string[];
  readonly world: World;
  readonly log: Log;
  /** Exists and belongs to this program alone; each module gets a folder in it. */
  readonly dataFolder: string;
  /** Settings by section, as a file would give them; for everything else the defaults hold. */
  readonly settings?: Settings;
  readonly version?: string;
};

export interface RunningProgram extends ProgramFacts {
  /** `http://host:port`. */
  readonly origin: string;
  /** What a module of this program offers; fails as a bug when none does. */
  port<T>(port: Port<T>): T;
  has(port: Port<unknown>): boolean;
  stop(): Promise<void>;
}

export async function startProgram(options: ProgramOptions): Promise<RunningProgram> {
  const { modules, roles, dataFolder } = options;
  const settings = loadConfig(programSections(modules), settingsAsFile(options.settings ?? {}));
  const plan = planModules(modules, roles);
  const program = new Program(options, settings);
  await program.recallPublicUrl();
  try {
    await program.reserveHttp();
    for (const module of plan) await program.startModule(module, join(dataFolder, module.name));
    await program.openHttp();
    await program.ready();
  } catch (error) {
    await program.stop();
    throw error;
  }
  return program;
}

function settingsAsFile(settings: Settings): ConfigSources {
  return {
    file: { path: 'settings', text: JSON.stringify(settings) },
    environment: {},
    flags: {},
  };
}

class Program implements RunningProgram {
  readonly listeners: ListenerFact[] = [];
  readonly pages: ConsolePage[] = [];
  readonly suggestions: Suggestion[] = [];
  readonly roles: readonly string[];
  readonly version: string;
  origin = '';
  publicUrl = '';
  http: HttpFact = { host: '', port: 0, tls: false, plain: false };
  readonly #options: ProgramOptions;
  readonly #settings: Settings;
  readonly #metrics = new MetricsRegistry();
  readonly #jobFailures = this.#metrics.counter(
    'jingwei_program_job_failures',
    'Runs of periodic jobs that failed, by module and job',
  );
  readonly #certificatesFolder: string;
  readonly #certificates: CertificateAuthority;
  #door: ReservedDoor | undefined;
  readonly #ports = new Map<string, unknown>();
  readonly #routes: Route[] = [];
  readonly #quick: QuickRoute[] = [];
  readonly #stops: { name: string; work: () => Promise<void> | void }[] = [];
  readonly #readies: (() => Promise<void> | void)[] = [];
  #stopping: Promise<void> | undefined;

  constructor(options: ProgramOptions, settings: Settings) {
    this.#options = options;
    this.#settings = settings;
    this.roles = options.roles;
    this.#certificatesFolder = join(options.dataFolder, 'certificates');
    const folder = this.#certificatesFolder;
    this.#certificates = new CertificateAuthority({ ...options.world, folder });
    this.version = options.version ?? '';
  }

  get rights(): readonly string[] {
    return this.#options.modules.flatMap((module) => module.rights ?? []).map(({ name }) => name);
  }

  async recallPublicUrl(): Promise<void> {
    const { dataFolder, world } = this.#options;
    const { publicUrl } = this.#settings['http'] as { publicUrl: string };
    this.publicUrl = (await knownPublicUrl(publicUrl, dataFolder, world.disk)) ?? '';
  }

  port<T>(port: Port<T>): T {
    if (!this.#ports.has(port.name)) throw new Error(`no module offers ${port.name}`);
    return this.#ports.get(port.name) as T;
  }

  has(port: Port<unknown>): boolean {
    return this.#ports.has(port.name);
  }

  async startModule(module: Module, folder: string): Promise<void> {
    const { world, log } = this.#options;
    await world.disk.makeFolder(folder);
    const given: Record<string, unknown> = {
      config: module.config ? this.#settings[module.config.name] : {},
      world,
      log: log.scope(module.name),
      metrics: this.#metrics,
      certificates: this.#certificates,
      folder,
    };
    for (const [name, port] of Object.entries(module.uses))
      given[name] = this.#ports.get(port.name);
    const offered = await module.start(given as never, this.#registrar(module));
    for (const [name, port] of Object.entries(module.offers)) {
      if (!(name in offered)) throw new Error(`${module.name} did not offer ${port.name}`);
      this.#ports.set(port.name, offered[name]);
    }
  }

  #registrar(module: Module): Registrar {
    const log = this.#options.log.scope(module.name);
    const onStop = (work: () => Promise<void> | void) =>
      void this.#stops.push({ name: module.name, work });
    return {
      program: this,
      route: (...routes) => void this.#routes.push(...routes),
      quick: (route) => void this.#quick.push(route),
      listener: (fact) => void this.listeners.push(fact),
      page: (page) => void this.pages.push(page),
      suggest: (suggestion) => void this.suggestions.push(suggestion),
      onStop,
      onReady: (work) => void this.#readies.push(work),
      job: (name, periodMs, work) => {
        const timer = every(this.#options.world.clock, periodMs, async () => {
          try {
            await work();
          } catch (error) {
            log.error('job-failed', { job: name, error });
            this.#jobFailures.add(1, { module: module.name, job: name });
          }
        });
        onStop(() => timer.cancel());
      },
    };
  }

  get #http(): HttpSettings {
    return this.#settings['http'] as HttpSettings;
  }

  /** Modules tell others of its port, so it is taken before they start; nobody is answered until then. */
  async reserveHttp(): Promise<void> {
    const { host, port } = this.#http;
    const tls = speaksTls(this.#http);
    const door = await reserveDoor({ host, port });
    this.#stops.push({ name: 'http', work: () => door.close() });
    this.#door = door;
    const plain = !tls || isLoopback(host) || this.#http.plainFromElsewhere;
    this.http = { ...door.address, tls, plain };
  }

  async openHttp(): Promise<void> {
    const { world, log, dataFolder } = this.#options;
    const { host, port, tls, plain } = this.http;
    const origin = `http://${hostPortText({ host, port })}`;
    // What others are told; on this machine plain HTTP is answered anyhow.
    const outside = plain ? origin : `https://${hostPortText({ host, port })}`;
    const identity = tls ? await this.#identity(outside) : undefined;
    const http = await serveHttp({
      address: { host, port },
      ...(this.#door === undefined ? {} : { door: this.#door }),
      routes: [...this.#routes, ...this.#ownRoutes()],
      quick: this.#quick,
      authenticator: this.#ports.get(authenticatorPort.name) as Authenticator | undefined,
      tls: identity,
      plainFromElsewhere: this.#http.plainFromElsewhere,
      clock: world.clock,
      random: world.random,
      metrics: this.#metrics,
      log: log.scope('http'),
    });
    this.#stops.push({ name: 'http', work: () => http.close() });
    this.origin = origin;
    if (this.publicUrl === '') {
      this.publicUrl = outside;
      await rememberPublicUrl(outside, dataFolder, world.disk);
    }
    const fact = { name: 'http', role: this.roles.join(','), ...http.address };
    this.listeners.push({ ...fact, protocol: 'http' });
    if (tls) this.listeners.push({ ...fact, protocol: 'https' });
  }

  async #identity(outside: string): Promise<TlsIdentity> {
    const { world, log } = this.#options;
    const identity = await serverIdentity(this.#http, {
      ...world,
      folder: this.#certificatesFolder,
      certificates: this.#certificates,
      log: log.scope('certificates'),
      publicUrl: () => this.publicUrl || outside,
    });
    this.#stops.push({ name: 'certificates', work: () => identity.close() });
    return identity;
  }

  #ownRoutes(): Route[] {
    const metrics = defineRoute({
      method: 'GET',
      path: '/metrics',
      operation: 'readMetrics',
      summary: { en: 'Measurements in OpenMetrics text', zh: 'OpenMetrics 格式的运行指标' },
      access: 'local-or-whole',
      reply: Type.String(),
      handle: async () =>
        new Reply(this.#metrics.text(), {
          headers: { 'content-type': 'application/openmetrics-text; version=1.0.0; charset=utf-8' },
        }),
    });
    const status = defineRoute({
      method: 'GET',
      path: '/api/status',
      operation: 'readStatus',
      summary: { en: 'Which roles run here, and on which ports', zh: '本机运行的角色与端口' },
      access: 'local-or-whole',
      reply: Type.Object({
        roles: Type.Array(Type.String()),
        version: Type.String(),
        listeners: Type.Array(
          Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
        ),
      }),
      handle: async () => ({
        roles: this.roles,
        version: this.version,
        listeners: this.listeners,
      }),
    });
    const page: Route = defineRoute({
      method: 'GET',
      path: '/api/openapi.json',
      operation: 'readOpenApi',
      summary: { en: 'This interface, described in OpenAPI 3.1', zh: '本接口的 OpenAPI 3.1 描述' },
      access: 'public',
      reply: Type.Unknown(),
      handle: async () => openApi([...this.#routes, metrics, status, page], this.version),
    });
    return [metrics, status, page];
  }

  async ready(): Promise<void> {
    for (const work of this.#readies) await work();
  }

  /** Stops everything in reverse order; a part that fails to stop does not keep the others up. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll(): Promise<void> {
    for (const { name, work } of this.#stops.toReversed()) {
      try {
        await work();
      } catch (error) {
        this.#options.log.error('stop-failed', { module: name, error });
      }
    }
  }
}
