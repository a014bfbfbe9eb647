// The planner: from all modules and the roles chosen, the modules to start, in order of use. Every
// problem is told together, before anything starts.
import { moduleFailures } from './failures.ts';
import type { Module } from './module.ts';

/** Modules in an order in which each comes after the ones whose ports it uses. */
export function planModules(modules: readonly Module[], roles: readonly string[]): Module[] {
  const problems: string[] = [];
  const chosen = chooseModules(modules, roles, problems);
  const providers = providersOf(chosen, problems);
  const ordered = order(chosen, providers, problems);
  if (problems.length > 0) {
    throw moduleFailures['cannot-plan']({ problems });
  }
  return ordered;
}

function chooseModules(
  modules: readonly Module[],
  roles: readonly string[],
  problems: string[],
): Module[] {
  const chosen = new Set(
    modules.filter((module) => module.roles !== 'on-demand' && plays(module, roles)),
  );
  if (chosen.size === 0) problems.push(`no module plays any of these roles: ${roles.join(', ')}`);
  const offered = new Map<string, Module>();
  for (const module of modules) {
    if (module.roles !== 'on-demand') continue;
    for (const port of Object.values(module.offers)) offered.set(port.name, module);
  }
  const waiting = [...chosen];
  for (let module = waiting.pop(); module; module = waiting.pop()) {
    for (const port of Object.values(module.uses)) {
      const provider = offered.get(port.name);
      if (!provider || port.optional || chosen.has(provider)) continue;
      chosen.add(provider);
      waiting.push(provider);
    }
  }
  return modules.filter((module) => chosen.has(module));
}

function plays(module: Module, roles: readonly string[]): boolean {
  return roles.some((role) => module.roles !== 'on-demand' && module.roles.includes(role));
}

function providersOf(chosen: readonly Module[], problems: string[]): Map<string, Module> {
  const providers = new Map<string, Module>();
  for (const module of chosen) {
    for (const port of Object.values(module.offers)) {
      const other = providers.get(port.name);
      if (other) problems.push(`${other.name} and ${module.name} both offer ${port.name}`);
      providers.set(port.name, module);
    }
  }
  for (const module of chosen) {
    for (const port of Object.values(module.uses)) {
      if (port.optional || providers.has(port.name)) continue;
      problems.push(`${module.name} needs ${port.name}, which none of the chosen modules offers`);
    }
  }
  return providers;
}

function order(
  chosen: readonly Module[],
  providers: ReadonlyMap<string, Module>,
  problems: string[],
): Module[] {
  const ordered: Module[] = [];
  const state = new Map<Module, 'visiting' | 'done'>();
  const visit = (module: Module, trail: readonly string[]): void => {
    const here = [...trail, module.name];
    if (state.get(module) === 'done') return;
    if (state.get(module) === 'visiting') {
      problems.push(`modules use each other in a circle: ${here.join(' -> ')}`);
      return;
    }
    state.set(module, 'visiting');
    for (const port of Object.values(module.uses)) {
      const provider = providers.get(port.name);
      if (provider && provider !== module) visit(provider, here);
    }
    state.set(module, 'done');
    ordered.push(module);
  };
  for (const module of chosen) visit(module, []);
  return ordered;
}
