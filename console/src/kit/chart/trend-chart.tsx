// The chart, loaded when the first one is shown, so that pages without charts do not carry it.
import { lazy, Suspense } from 'react';
import { Loading } from '../notice.tsx';
import { useTheme } from '../use-theme.ts';
import type { TrendChartProps } from './lanes.tsx';

const Lanes = lazy(() => import('./lanes.tsx'));

export function TrendChart(props: TrendChartProps) {
  // Colours are read when the lanes are made.
  const theme = useTheme();
  return (
    <Suspense fallback={<Loading />}>
      <Lanes key={theme} {...props} />
    </Suspense>
  );
}
