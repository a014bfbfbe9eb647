// The IoTDB engine: the series shape on a server or cluster of Apache IoTDB, through its REST service (v2). For plants that
// outgrow one machine's disk; everything else stays on other engines.
import { defineEngine } from '../../stores/ports.ts';
import { iotdbSettings, type IotdbSettings } from './settings.ts';

export const iotdbEngine = defineEngine({
  name: 'iotdb',
  settings: iotdbSettings,
  shapes: {
    series: async (context) =>
      (await import('./open-series.ts')).openSeries(context, context.settings as IotdbSettings),
  },
});
