// The chart of a span, loaded when the first one is shown.
import { lazy, Suspense } from 'react';
import { Loading } from '../notice.tsx';
import { useTheme } from '../use-theme.ts';
import type { SpanChartProps } from './panes.tsx';

const Panes = lazy(() => import('./panes.tsx'));

export function SpanChart(props: SpanChartProps) {
  // Colours are read when the panes are made.
  const theme = useTheme();
  return (
    <Suspense fallback={<Loading />}>
      <Panes key={theme} {...props} />
    </Suspense>
  );
}
