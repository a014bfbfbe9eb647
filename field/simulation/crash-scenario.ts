// Four identifier nodes on a lossy, reordering network; one client registers and overwrites, others
// resolve. A clock is stepped and a line is cut for a while; then the enterprise node loses power in the
// middle of writing, stays away, and returns.
import { sleep, type Clock } from '../../server/src/kernel/world/clock.ts';
import { isFailure } from '../../server/src/kernel/failure/failure.ts';
import { integer } from '../../server/src/kernel/world/random.ts';
import type { World } from '../../server/src/kernel/world/world.ts';
import {
  SimulatedMachines,
  type SimulatedMachine,
} from '../../server/src/kernel/world/simulated/machines.ts';
import {
  registryPort,
  resolverPort,
  type Resolution,
  type Resolver,
} from '../../server/src/modules/identifiers/api.ts';
import {
  enterpriseNodeModule,
  recursiveNodeModule,
  secondLevelNodeModule,
  topNodeModule,
} from '../../server/src/modules/identifiers/module.ts';
import { questionOf } from '../../server/src/modules/identifiers/model/question.ts';
import { Asker } from '../../server/src/modules/identifiers/recursive/asker.ts';
import { textOf, type Message } from '../../server/src/wire/handle/handle.ts';
import { History } from './history.ts';
import { SimulatedNames } from './simulated-names.ts';
import { startNodes, type SimulatedProgram } from './start-nodes.ts';

export type CrashReport = {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly answers: number;
  readonly unreachable: number;
  readonly acknowledged: number;
  readonly virtualMs: number;
};

const hosts = {
  top: '10.0.0.1',
  secondLevel: '10.0.0.2',
  enterprise: '10.0.0.3',
  recursive: '10.0.0.4',
  reader: '10.0.0.5',
};
const recursivePort = 3641;
const handleCount = 30;
const readers = 3;
const questionsEach = 40;
const virtualMsMax = 600_000;

/** Runs it once. Fails with `SimulationStuck` when something never ends. */
export async function runCrashScenario(
  seed: number,
  options: { brokenStore?: boolean } = {},
): Promise<CrashReport> {
  const scenario = new CrashScenario(seed, options.brokenStore === true);
  await scenario.machines.time.run(scenario.play(), virtualMsMax);
  const { history, machines } = scenario;
  return {
    seed,
    violations: history.violations,
    answers: history.answers,
    unreachable: history.unreachable,
    acknowledged: history.acknowledgedHandles.length,
    virtualMs: Math.round(machines.time.elapsedMs),
  };
}

class CrashScenario {
  readonly machines: SimulatedMachines;
  readonly history: History;
  readonly #negativeTtlS: number;
  readonly #enterprise: SimulatedMachine;
  readonly #names: SimulatedNames;
  #program: SimulatedProgram | undefined;
  /** Settles when the enterprise machine loses power; whoever works on it waits for no more than that. */
  #crashed = Promise.withResolvers<void>();
  #registering = true;

  constructor(seed: number, brokenStore: boolean) {
    this.machines = new SimulatedMachines(seed, {
      latencyMs: [0.5, 25],
      loss: 0.12,
      duplication: 0.08,
    });
    this.#negativeTtlS = integer(this.machines.random, 2);
    this.history = new History({ negativeTtlMs: this.#negativeTtlS * 1000 });
    this.#enterprise = this.machines.machine(hosts.enterprise);
    this.#names = this.#namesOf(this.#enterprise, brokenStore);
  }

  async play(): Promise<void> {
    const { top, secondLevel, recursive, reader } = hosts;
    await this.#start(this.machines.machine(top), 'top', {
      topNode: { host: top, delegations: [`88.118=${secondLevel}:2642`] },
    });
    await this.#start(this.machines.machine(secondLevel), 'second-level', {
      secondLevelNode: { host: secondLevel, delegations: [`88.118.8=${hosts.enterprise}:2643`] },
    });
    this.#program = await this.#startEnterprise();
    const recursiveMachine = this.machines.machine(recursive);
    const resolver = await this.#start(recursiveMachine, 'resolver', {
      recursiveNode: {
        host: recursive,
        roots: [`${top}:2641`],
        negativeTtlS: this.#negativeTtlS,
        retryMs: 150,
        timeoutMs: 1_500,
      },
    });
    const world = this.machines.machine(reader).boot();
    const asker = await Asker.open(world, { retryMs: 4_000, timeoutMs: 20_000 });
    await Promise.all([
      this.#register(world.clock),
      this.#misfortunes(world.clock, recursiveMachine, resolver.port(resolverPort)),
      ...Array.from({ length: readers }, () => this.#read(world, asker)),
    ]);
    await this.#checkAll(resolver.port(resolverPort));
  }

  #namesOf(machine: SimulatedMachine, acknowledgesEarly: boolean): SimulatedNames {
    const names = new SimulatedNames({
      schedule: (delayMs, work) => void this.machines.time.schedule(delayMs, work),
      random: this.machines.random.fork(`names ${machine.host}`),
      acknowledgesEarly,
    });
    machine.onCrash(() => names.crash());
    return names;
  }

  #start(
    machine: SimulatedMachine,
    role: string,
    settings: Record<string, object>,
    names: SimulatedNames = this.#namesOf(machine, false),
  ): Promise<SimulatedProgram> {
    const modules = [
      topNodeModule,
      secondLevelNodeModule,
      enterpriseNodeModule,
      recursiveNodeModule,
    ];
    return startNodes({ modules, role, settings, names, world: machine.boot() });
  }

  #startEnterprise(): Promise<SimulatedProgram> {
    this.#crashed = Promise.withResolvers();
    const settings = { enterpriseNode: { host: hosts.enterprise } };
    return this.#start(this.#enterprise, 'enterprise', settings, this.#names);
  }

  /** Writes batches until told to stop: new handles, and new versions of old ones. */
  async #register(clock: Clock): Promise<void> {
    const { random } = this.machines;
    while (this.#registering) {
      const batch = Array.from({ length: 1 + integer(random, 4) }, () => {
        const handle = `88.118.8/P-${integer(random, handleCount)}`;
        return { handle, version: this.history.attempt(handle) };
      });
      await this.#registerBatch(batch, clock);
      await sleep(clock, random.between(1, 40));
    }
  }

  async #registerBatch(
    batch: readonly { handle: string; version: number }[],
    clock: Clock,
  ): Promise<void> {
    const registry = this.#program?.port(registryPort);
    if (registry === undefined) return sleep(clock, 100);
    const items = batch.map(({ handle, version }) => ({
      handle,
      values: [{ index: 1, type: 'TEXT', text: this.history.textOf(handle, version) }],
    }));
    const outcomes = await Promise.race([
      registry.register(items, { overwrite: true }),
      this.#crashed.promise,
    ]);
    batch.forEach(({ handle, version }, at) => {
      const outcome = outcomes?.[at];
      if (outcome === 'registered' || outcome === 'updated') {
        this.history.acknowledge(handle, version, this.machines.time.elapsedMs);
      } else if (outcome !== undefined) this.history.violate(`${handle}: told ${String(outcome)}`);
    });
  }

  /** A wall clock is set wrong, a line is cut and mended; then the power fails. */
  async #misfortunes(clock: Clock, recursive: SimulatedMachine, resolver: Resolver): Promise<void> {
    const { random, network } = this.machines;
    await sleep(clock, random.between(200, 1_500));
    recursive.stepClock(random.between(-3_600_000, 3_600_000));
    const other = random.chance(0.5) ? hosts.secondLevel : hosts.top;
    network.cut(recursive.host, other);
    await sleep(clock, random.between(100, 2_500));
    network.heal(recursive.host, other);
    await sleep(clock, random.between(100, 1_000));
    await this.#crashAndReturn(clock, resolver);
  }

  async #crashAndReturn(clock: Clock, resolver: Resolver): Promise<void> {
    const { random } = this.machines;
    this.#program = undefined;
    this.#enterprise.crash();
    this.#crashed.resolve();
    await this.#checkUnreachable(resolver);
    await sleep(clock, random.between(0, 5_000));
    const program = await this.#startEnterprise();
    await this.#checkAll(resolver); // before anybody writes again and hides what was lost
    this.#program = program;
    await sleep(clock, random.between(200, 2_000));
    this.#registering = false;
  }

  /** While the node is down, asking it must fail, and the failure must name it. */
  async #checkUnreachable(resolver: Resolver): Promise<void> {
    const handle = '88.118.8/P-0';
    const outcome = await resolver
      .resolve(handle, { fresh: true })
      .catch((error: unknown) => error);
    const named =
      isFailure(outcome, 'identifiers.node-unreachable') &&
      outcome.message.includes(`${hosts.enterprise}:2643`);
    if (named) this.history.unreachable += 1;
    else this.history.violate(`while the node is down: ${JSON.stringify(outcome)}`);
  }

  /** Resolves over the wire through the recursive node, as any client does. */
  async #read(world: World, asker: Asker): Promise<void> {
    const { random } = this.machines;
    const node = { node: 'recursive', host: hosts.recursive };
    const ports = random.chance(0.5) ? { udpPort: recursivePort } : {};
    for (let asked = 0; asked < questionsEach; asked++) {
      const handle = spelling(`88.118.8/P-${integer(random, handleCount + 5)}`, random.chance(0.3));
      const askedMs = this.machines.time.elapsedMs;
      const contact = { ...node, ...ports, tcpPort: recursivePort };
      const answer = await asker.ask(contact, questionOf(handle));
      if (answer.ok) this.#checkMessage(answer.message, handle, askedMs);
      else this.history.violate(`${handle}: the recursive node did not answer`);
      await sleep(world.clock, random.between(1, 250));
    }
  }

  #checkMessage({ header, body }: Message, asked: string, askedMs: number): void {
    const handle = asked.toUpperCase();
    const { responseCode } = header;
    if (responseCode === 2) {
      const unreachable = body.kind === 'error' && body.message.includes('does not answer');
      if (unreachable) this.history.unreachable += 1;
      else this.history.violate(`${handle}: ${JSON.stringify(body)}`);
    } else if (body.kind === 'resolve-response') {
      if (body.handle !== asked) this.history.violate(`${asked}: answered about ${body.handle}`);
      const data = body.values.find(({ index }) => index === 1)?.data ?? new Uint8Array(0);
      this.history.check({ handle, responseCode, text: textOf(data, 0, data.length) }, askedMs);
    } else this.history.check({ handle, responseCode }, askedMs);
  }

  /** When the node is up, what was acknowledged is there. */
  async #checkAll(resolver: Resolver): Promise<void> {
    for (const handle of this.history.acknowledgedHandles) {
      const resolution = await resolver
        .resolve(handle, { fresh: true })
        .catch((error: unknown) => String(error));
      if (typeof resolution === 'string') this.history.violate(`${handle}: ${resolution}`);
      else this.history.checkLast({ handle, ...toldBy(resolution) });
    }
  }
}

function toldBy({ responseCode, values }: Resolution): { responseCode: number; text?: string } {
  const text = values.find(({ index }) => index === 1)?.data.value;
  return { responseCode, ...(typeof text === 'string' ? { text } : {}) };
}

function spelling(handle: string, lower: boolean): string {
  return lower ? handle.toLowerCase() : handle;
}
