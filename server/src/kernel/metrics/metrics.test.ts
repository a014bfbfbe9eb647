import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MetricsRegistry } from './metrics.ts';

test('counters, gauges and histograms print as OpenMetrics', () => {
  const metrics = new MetricsRegistry();
  const asked = metrics.counter('jingwei_test_asked', 'Asked');
  asked.add();
  asked.add(2, { node: 'a"b\nc' });
  metrics.gauge('jingwei_test_depth', 'Depth').set(4);
  metrics.observed('jingwei_test_now', 'Now', () => 7);
  const seconds = metrics.histogram('jingwei_test_seconds', 'Seconds', [0.1, 1]);
  for (const value of [0.05, 0.5, 5]) seconds.observe(value);
  const lines = metrics.text().split('\n');
  for (const line of [
    '# TYPE jingwei_test_asked counter',
    'jingwei_test_asked_total 1',
    'jingwei_test_asked_total{node="a\\"b\\nc"} 2',
    'jingwei_test_depth 4',
    'jingwei_test_now 7',
    'jingwei_test_seconds_bucket{le="0.1"} 1',
    'jingwei_test_seconds_bucket{le="1"} 2',
    'jingwei_test_seconds_bucket{le="+Inf"} 3',
    'jingwei_test_seconds_sum 5.55',
  ]) {
    assert.ok(lines.includes(line), line);
  }
  assert.deepEqual(lines.slice(-2), ['# EOF', '']);
});

test('labels cannot grow without bound', () => {
  const metrics = new MetricsRegistry();
  const asked = metrics.counter('jingwei_test_asked', 'Asked');
  for (let i = 0; i < 5_000; i++) asked.add(1, { name: `n${i}` });
  assert.ok(metrics.text().split('\n').length < 1_010);
});
