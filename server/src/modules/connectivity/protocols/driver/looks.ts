// Looks around with a driver: it is started for one question and ended after the answer.
import { check, oneOf, problemsText, Type, type Static } from '../../../../kernel/schema/schema.ts';
import { same } from '../../../../kernel/schema/bilingual.ts';
import { signalSettings } from '../../api.ts';
import type { BrowsePage, BrowseQuery, Reach, TestStep } from '../protocol.ts';
import { Steps } from '../steps.ts';
import { DriverChild } from './child.ts';
import { driverFailures } from './failures.ts';
import { programOf } from './session.ts';
import type { DriverConnection, DriverSettings } from './settings.ts';

const text = Type.String({ maxLength: 2_000 });
const page = Type.Object({
  things: Type.Array(
    Type.Object({
      place: text,
      name: text,
      kind: oneOf(['folder', 'machine', 'signal']),
      hasMore: Type.Boolean(),
      signal: Type.Optional(signalSettings),
    }),
    { maxItems: 1_000 },
  ),
  next: Type.Optional(text),
});
const trial = Type.Array(Type.Object({ name: text, ok: Type.Boolean(), says: text }), {
  maxItems: 50,
});

export async function browseWith(
  reach: Reach,
  connection: DriverConnection,
  query: BrowseQuery,
): Promise<BrowsePage> {
  const { program, settings = {}, startMs = 30_000 } = connection;
  const answer = await asked(reach, programOf('browse', connection), (child) =>
    child.ask('browse', { settings, ...query }, startMs),
  );
  return agreed(page, answer, { program, what: 'browse' });
}

export async function tryDriver(reach: Reach, given: DriverSettings): Promise<readonly TestStep[]> {
  const steps = new Steps(reach.world.clock);
  const { name, connection, signals = [] } = given;
  const { program, settings = {}, startMs = 30_000 } = connection;
  const own = await steps.run(
    { en: 'The driver starts and describes its machine', zh: '驱动启动并描述设备' },
    () =>
      asked(reach, programOf(name, connection), async (child) => {
        const told = { settings, signals };
        await child.ask('describe', told, startMs);
        const value = agreed(trial, await child.ask('test', told, startMs), {
          program,
          what: 'test',
        });
        return { value, says: { en: program, zh: program } };
      }),
  );
  const theirs = (own ?? []).map((step) => ({
    name: same(step.name),
    ok: step.ok,
    tookMs: 0,
    says: same(step.says),
  }));
  return [...steps.done, ...theirs];
}

async function asked<T>(
  reach: Reach,
  program: ReturnType<typeof programOf>,
  question: (child: DriverChild) => Promise<T>,
): Promise<T> {
  const child = await DriverChild.start(reach, program, () => {});
  try {
    return await question(child);
  } finally {
    child.stop();
    await child.ended;
  }
}

function agreed<S extends typeof page | typeof trial>(
  schema: S,
  answer: unknown,
  { program, what }: { program: string; what: string },
): Static<S> {
  const outcome = check(schema, answer);
  if (outcome.ok) return outcome.value;
  const [first] = outcome.problems;
  const problem = problemsText(first ? [first] : []);
  throw driverFailures['bad-answer']({ program, what, problem });
}
