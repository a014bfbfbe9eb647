// One write as a command: its type from the address, or from what the object was told as; selected before if so set.
import type { Link } from '../protocol.ts';
import { selectBit, typeNamed, type Family, type TypeSpec } from '../../../../wire/iec104/types.ts';
import type { Answer, Exchanges } from './exchanges.ts';
import type { Point } from './points.ts';
import type { StationSettings } from './settings.ts';
import type { StationZone } from './station-time.ts';
import { commandValue } from './values.ts';

export type Command = {
  readonly point: Point;
  readonly value: number | string | boolean;
  readonly exchanges: Exchanges;
  readonly settings: Pick<StationSettings, 'selectBeforeOperate' | 'awaitTermination' | 'answerMs'>;
  readonly zone: StationZone;
  readonly link: Pick<Link, 'world'>;
};

export async function command(asked: Command): Promise<Answer> {
  const { point, exchanges, settings, zone, link } = asked;
  const spec = specOf(point);
  if (spec?.family === undefined) return { ok: false, why: noCommand };
  const told = commandValue(spec.family, asked.value);
  if (!told.ok) return { ok: false, why: told.why };
  const { common, object: address } = point.address.command;
  const objectWith = (flags: number) => {
    const time = spec.timed ? { time: zone.stationTime(link.world.clock.now()) } : {};
    return { address, value: told.value, flags, ...time };
  };
  const question = { type: spec.name, common };
  // Bit strings have no octet that could carry the select bit.
  if (settings.selectBeforeOperate && spec.family !== 'BO') {
    const selected = await exchanges.ask({ ...question, object: objectWith(selectBit) });
    if (!selected.ok) return selected;
  }
  const end = settings.awaitTermination ? { endMs: settings.answerMs } : {};
  return exchanges.ask({ ...question, object: objectWith(0), ...end });
}

const usual: Partial<Record<Family, string>> = {
  SP: 'C_SC_NA',
  DP: 'C_DC_NA',
  ST: 'C_RC_NA',
  BO: 'C_BO_NA',
  ME_NA: 'C_SE_NA',
  ME_NB: 'C_SE_NB',
  ME_NC: 'C_SE_NC',
};
const byForm = { boolean: 'SP', number: 'ME_NC', text: 'DP', 'three-space': 'ME_NC' } as const;

function specOf({ address, family, form }: Point): TypeSpec | undefined {
  if (address.command.spec) return address.command.spec;
  return typeNamed(usual[address.family ?? family ?? byForm[form]] ?? '');
}

const noCommand = {
  en: 'there is no command for objects of this type; name one in the address, e.g. 1/100>1/2100:C_SC_NA',
  zh: '该类型的信息体没有对应的命令；请在地址中指定，如 1/100>1/2100:C_SC_NA',
};
