import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Asset, Signal } from '../../assets/api.ts';
import { umhTopic, umhTopicWithoutLevels } from './topic.ts';

function topicOf(machine: string, id: string, location?: string[], make = umhTopic): string {
  const asset: Asset = {
    ...{ identifier: machine, kind: 'machine', machine, name: machine, type: 'Device' },
    ...(location === undefined ? {} : { location }),
  };
  const signal: Signal = {
    ...{ identifier: `${machine}/${id}`, machine, asset: machine, id, name: id },
    ...{ kind: 'sample', type: 'VALUE', value: 'number' },
  };
  return make('88.118.8', asset, signal);
}

test('the path, the contract, the machine and the signal', () => {
  assert.equal(
    topicOf('88.118.8/M-press', 'melt_temp', ['Shanghai', 'Hall 1', '2号线']),
    'umh/v1/88.118.8/Shanghai/Hall_1/2号线/_raw/press/melt_temp',
  );
  assert.equal(topicOf('88.118.8/M-press', 'x'), 'umh/v1/88.118.8/_raw/press/x');
});

test('no level of the location looks like a contract, and none is empty or divided', () => {
  const topic = topicOf('88.118.8/M-a', 'b', ['__raw', '', 'a/b', 'c#+']);
  assert.equal(topic, 'umh/v1/88.118.8/--raw/-x_/a_x2f_b/c_x23__x2b_/_raw/a/b');
});

test('dots divide levels, and can be written out where that would make two signals one', () => {
  assert.equal(topicOf('88.118.8/M-G.N', 'Folder.tag'), 'umh/v1/88.118.8/_raw/G/N/Folder/tag');
  assert.equal(
    topicOf('88.118.8/M-G.N', 'Folder.tag', undefined, umhTopicWithoutLevels),
    'umh/v1/88.118.8/_raw/G_x2e_N/Folder_x2e_tag',
  );
});
