// What a module is: plain data until `start`. From the data come the plan, the config reference, the
// CLI help and the failure catalogue; from `start` come routes, listeners, jobs and console pages.
import type { Right } from '../access/rights.ts';
import type { Certificates } from '../certificates/certificate-authority.ts';
import type { ConfigSection } from '../config/section.ts';
import type { EventDefinition } from '../events/events.ts';
import type { FailureDefinition } from '../failure/failure.ts';
import type { QuickRoute } from '../http/quick.ts';
import type { Route } from '../http/route.ts';
import type { Log } from '../log/log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Bilingual } from '../schema/bilingual.ts';
import type { Static, TSchema } from '../schema/schema.ts';
import type { World } from '../world/world.ts';
import type { Command } from './command.ts';
import type { AnyPort, Port, PortValue } from './port.ts';

type Ports = Readonly<Record<string, AnyPort>>;
type Offers = Readonly<Record<string, Port<unknown>>>;
type Given<U extends Ports> = { readonly [K in keyof U]: PortValue<U[K]> };
type Offered<O extends Offers> = { readonly [K in keyof O]: PortValue<O[K]> };

/** A socket that this process listens on, for the ready block and the ready file. */
export type ListenerFact = {
  readonly name: string;
  readonly role: string;
  readonly protocol: string;
  readonly host: string;
  readonly port: number;
};

/** A page of the console that this module brings; the page itself is found in the bundle by id. */
export type ConsolePage = {
  readonly id: string;
  readonly path: string;
  readonly title: Bilingual;
  /** Position in the menu, ascending. */
  readonly order: number;
};

/** Something to try, for the ready block: the first ones by order are shown. */
export type Suggestion = {
  readonly order: number;
  readonly what: Bilingual;
  /** The words behind `npm run jingwei --`. */
  readonly words: string;
};

/** The HTTP door; its port is known before modules start, though nobody is answered until all have. */
export type HttpFact = {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Callers from where it listens are answered without TLS. */
  readonly plain: boolean;
};

/** What is known of the whole program once it runs; empty until then. */
export type ProgramFacts = {
  readonly roles: readonly string[];
  readonly version: string;
  readonly listeners: readonly ListenerFact[];
  readonly http: HttpFact;
  readonly pages: readonly ConsolePage[];
  readonly suggestions: readonly Suggestion[];
  /** Where people reach the console, without a slash at its end. */
  readonly publicUrl: string;
  /** Names of all rights that modules know, those of modules that do not run here too. */
  readonly rights: readonly string[];
};

export interface Registrar {
  /** For handlers: read it when a request comes, not at the start. */
  readonly program: ProgramFacts;
  route(...routes: readonly Route[]): void;
  /** Answers beside a route, for what is asked often and plainly. */
  quick(route: QuickRoute): void;
  listener(fact: ListenerFact): void;
  page(page: ConsolePage): void;
  suggest(suggestion: Suggestion): void;
  /** Runs every `periodMs` while the module is up; never twice at once; failures are logged and counted. */
  job(name: string, periodMs: number, work: () => Promise<void>): void;
  /** Called in reverse order of registration when the program stops. */
  onStop(work: () => Promise<void> | void): void;
  /** Called after every module has started and every listener is open. */
  onReady(work: () => Promise<void> | void): void;
}

export type Base<C> = {
  readonly config: C;
  readonly world: World;
  readonly log: Log;
  readonly metrics: Metrics;
  /** The program's own authority, for certificates of nodes and clients. */
  readonly certificates: Certificates;
  /** A folder of this module's own under the data folder; it exists. */
  readonly folder: string;
};

export type ModuleDefinition<U extends Ports, O extends Offers, S extends TSchema> = {
  /** Kebab-case, unique; the scope of its logs. */
  readonly name: string;
  readonly title: Bilingual;
  /** The roles that play it; an on-demand module is started only where one of its ports is used. */
  readonly roles: readonly string[] | 'on-demand';
  readonly config?: ConfigSection<S>;
  readonly uses: U;
  readonly offers: O;
  readonly rights?: readonly Right[];
  readonly events?: readonly EventDefinition[];
  readonly failures?: Readonly<Record<string, Readonly<Record<string, FailureDefinition>>>>;
  readonly commands?: readonly Command[];
  readonly start: (given: Base<Static<S>> & Given<U>, register: Registrar) => Promise<Offered<O>>;
};

/** A module whatever its types are: what the catalogue lists and the planner orders. */
export type Module = Omit<ModuleDefinition<Ports, Offers, TSchema>, 'start'> & {
  readonly start: (given: never, register: Registrar) => Promise<Readonly<Record<string, unknown>>>;
};

export function defineModule<
  const U extends Ports,
  const O extends Offers,
  S extends TSchema = TSchema,
>(definition: ModuleDefinition<U, O, S>): Module {
  return definition as unknown as Module;
}
