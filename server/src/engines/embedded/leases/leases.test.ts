import { leasesContract } from '../../../stores/leases/leases.contract.ts';
import { realWorld } from '../../../kernel/world/real/world.ts';
import { embeddedSubject } from '../subject.ts';

leasesContract('embedded', async () => {
  let now = 1_800_000_000_000;
  const clock = { ...realWorld.clock, now: () => now };
  const subject = await embeddedSubject('leases', { ...realWorld, clock });
  return { ...subject, pass: (ms: number) => void (now += ms) };
});
