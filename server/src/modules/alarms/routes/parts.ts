// What the calls of the module share: what they work on, and who may see which alarm.
import { allows, type Principal, type Right } from '../../../kernel/access/rights.ts';
import type { World } from '../../../kernel/world/world.ts';
import type { RecordsStore } from '../../../stores/records/records.ts';
import type { Telemetry } from '../../telemetry/api.ts';
import type { AlarmSystem } from '../alarm-system.ts';
import { alarmsFailures } from '../failures.ts';
import type { StandingAlarm } from '../standing-alarm.ts';

export type Parts = {
  readonly system: AlarmSystem;
  readonly records: RecordsStore;
  readonly telemetry: Telemetry;
  readonly world: World;
};

/** Those of the ids that the caller has the right on; fails with `alarms.unknown-alarm` for any other. */
export function alarmsOf(
  { system }: Parts,
  caller: { readonly principal: Principal; readonly right: Right },
  ids: readonly string[],
): StandingAlarm[] {
  return ids.map((id) => {
    const alarm = system.desk.alarm(id);
    if (alarm && allows(caller.principal, caller.right, alarm.signal)) return alarm;
    throw alarmsFailures['unknown-alarm']({ alarm: id });
  });
}
