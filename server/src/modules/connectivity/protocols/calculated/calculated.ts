// Edge rules: signals calculated from other signals of the gateway, by expressions. A source like any other, so
// that what it tells has identifiers, units, health and the way to the platform of everything else.
import { Type, type Static } from '../../../../kernel/schema/schema.ts';
import { enterpriseOf } from '../../../assets/api.ts';
import { configuredMachine } from '../../model/configured-machine.ts';
import { textSetting, wholeSetting } from '../connection.ts';
import { defineProtocol, type Description, type Link, type ProtocolSettings } from '../protocol.ts';
import { Calculation, type CalculationInput } from './calculation.ts';
import { calculatedFailures } from './failures.ts';
import { CalculatedSession } from './session.ts';

export const calculationInputs = Type.Array(
  Type.Object(
    {
      name: Type.String({ pattern: '^[A-Za-z_\\p{Script=Han}][A-Za-z0-9_\\p{Script=Han}]{0,39}$' }),
      signal: textSetting({ en: 'Identifier of the signal', zh: '测点的标识' }, { minLength: 3 }),
    },
    { additionalProperties: false },
  ),
  {
    minItems: 1,
    maxItems: 100,
    description: 'Signals that expressions use, each under a short name',
    descriptionZh: '表达式使用的测点及其简称',
  },
);

const connection = Type.Object(
  {
    inputs: calculationInputs,
    everyMs: Type.Optional(
      wholeSetting(
        {
          en: 'Calculate also this often without news, in milliseconds; 0: only when an input is told',
          zh: '即使没有新数据也按此间隔（毫秒）计算；0 表示仅在输入变化时计算',
        },
        { minimum: 0, maximum: 3_600_000, default: 0 },
      ),
    ),
  },
  { additionalProperties: false },
);
type Connection = Static<typeof connection>;

export const calculated = defineProtocol({
  name: 'calculated',
  title: { en: 'Calculated signals (edge rules)', zh: '计算测点（边缘规则）' },
  connection,
  address: {
    words: {
      en: 'An expression over the inputs; docs/reference/expressions.md lists its functions',
      zh: '基于输入的表达式，函数见 docs/reference/expressions.md',
    },
    example: 'mean(power, 5min) when running',
  },
  where: ({ inputs }) => inputs.map(({ name }) => name).join(', '),
  restsOn: ({ inputs }) => inputs.map(({ signal }) => signal),
  describe,
});

function describe(enterprise: string, settings: ProtocolSettings<Connection>): Description {
  const model = configuredMachine(enterprise, settings);
  const { inputs, everyMs = 0 } = settings.connection;
  checkNames(settings.name, inputs);
  for (const { name, signal } of inputs) {
    const refusal = { name, signal, source: settings.name, enterprise };
    if (enterpriseOf(signal) !== enterprise) throw calculatedFailures['foreign-input'](refusal);
    const own = `${model.machine.identifier}/`.toLowerCase();
    if (signal.toLowerCase().startsWith(own)) throw calculatedFailures['own-input'](refusal);
  }
  return {
    models: [model],
    signals: model.signals,
    async connect(link) {
      const known = await knownInputs(link, settings.name, inputs);
      const calculation = new Calculation(known, settings.signals ?? []);
      return new CalculatedSession({ link, calculation, inputs: known, everyMs });
    },
  };
}

function checkNames(source: string, inputs: Connection['inputs']): void {
  const seen = new Set<string>();
  for (const { name } of inputs) {
    if (seen.has(name)) throw calculatedFailures['input-twice']({ source, name });
    seen.add(name);
  }
}

async function knownInputs(
  link: Link,
  source: string,
  inputs: Connection['inputs'],
): Promise<CalculationInput[]> {
  return Promise.all(
    inputs.map(async ({ name, signal: identifier }) => {
      const signal = await link.plant.signal(identifier);
      if (signal) return { name, signal };
      throw calculatedFailures['unknown-input']({ source, name, signal: identifier });
    }),
  );
}
