// Upkeep: readings corrected with reason and author, kept as long as policies say, copied and brought back.
import { eventsPort } from '../../kernel/events/events.ts';
import { defineModule } from '../../kernel/module/module.ts';
import { recordsPort, seriesPort } from '../../stores/ports.ts';
import { assetsPort } from '../assets/api.ts';
import { correctRight, readingsCorrected } from './api.ts';
import { correctionRoutes } from './correction-routes.ts';
import { CorrectionDesk } from './corrections.ts';
import { upkeepFailures } from './failures.ts';
import { openUpkeepStore } from './store.ts';

const minuteMs = 60_000;

export const upkeepModule = defineModule({
  name: 'upkeep',
  title: { en: 'Upkeep of readings', zh: '读数维护' },
  roles: ['platform'],
  uses: { records: recordsPort, series: seriesPort, events: eventsPort, assets: assetsPort },
  offers: {},
  rights: [correctRight],
  events: [readingsCorrected],
  failures: { upkeep: upkeepFailures.definitions },
  async start({ world, log, records, series, events, assets }, register) {
    await openUpkeepStore(records);
    const desk = new CorrectionDesk({ world, log, records, series, events, assets });
    register.route(...correctionRoutes(desk));
    register.onReady(() => desk.takeUp());
    register.job('corrections', minuteMs, () => desk.takeUp());
    return {};
  },
});
