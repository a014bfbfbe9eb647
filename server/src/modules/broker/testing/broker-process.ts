// A broker as a process of its own, for tests that kill it: its folder is the first argument. Says its port in a line.
import { embeddedEngine } from '../../../engines/embedded/engine.ts';
import { silentLog } from '../../../kernel/log/log.ts';
import { startProgram } from '../../../kernel/module/program.ts';
import { realWorld } from '../../../kernel/world/real/world.ts';
import { storeModules } from '../../../stores/store-modules.ts';
import { openDoor } from '../../../testing/start-modules.ts';
import { brokerModule } from '../module.ts';

const program = await startProgram({
  modules: [...storeModules([embeddedEngine]), openDoor('gateway'), brokerModule],
  roles: ['gateway'],
  world: realWorld,
  log: silentLog,
  settings: {
    http: { port: 0 },
    broker: { port: 0, ...(JSON.parse(process.argv[3] ?? '{}') as object) },
  },
  dataFolder: process.argv[2] ?? '',
});
const port = program.listeners.find(({ name }) => name === 'broker')?.port ?? 0;
process.stdout.write(`port ${port}\n`);
setInterval(() => {}, 60_000);
