// Which signals are on the chart: chosen by clicking, remembered for each machine, sensible at first.
import type { MachineModel } from '@jingwei/sdk';
import {
  recall,
  remember,
  textList,
  useCallback,
  useEffect,
  useMemo,
  useState,
} from '@jingwei/console/kit';
import type { MachineLive } from './machine-live.ts';
import { chartedMax, defaultSignals, isChartable } from './signal-groups.ts';

export type Charted = {
  /** Undefined until the first readings tell what is worth a chart. */
  readonly charted: readonly string[] | undefined;
  readonly toggle: (signal: string) => void;
};

export function useCharted(model: MachineModel, live: MachineLive): Charted {
  const name = `charted.${model.machine.identifier}`;
  const chartable = useMemo(
    () => new Set(model.signals.filter(isChartable).map((signal) => signal.identifier)),
    [model],
  );
  const [charted, setCharted] = useState<readonly string[] | undefined>(() =>
    recall(name, textList)
      ?.filter((signal) => chartable.has(signal))
      .slice(0, chartedMax),
  );
  useEffect(() => {
    if (charted !== undefined) return undefined;
    const choose = () => {
      if (live.newestTime() === undefined) return;
      const last = new Map(
        model.signals.flatMap((signal) => {
          const value = live.values.get(signal.identifier);
          return value ? [[signal.identifier, value.reading]] : [];
        }),
      );
      setCharted(defaultSignals(model.signals, last));
    };
    choose();
    return live.onShown(choose);
  }, [charted, live, model]);
  const toggle = useCallback(
    (signal: string) => {
      setCharted((before = []) => {
        const without = before.filter((one) => one !== signal);
        const added = without.length === before.length && before.length < chartedMax;
        const next = added ? [...before, signal] : without;
        remember(name, next);
        return next;
      });
    },
    [name],
  );
  return { charted, toggle };
}
