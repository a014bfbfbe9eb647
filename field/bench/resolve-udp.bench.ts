// Resolution over UDP with 64 questions under way, against a bare socket and NSD; then with the questions coming
// from many sockets at a node with resolve workers, to see what all cores give.
import { loadUdp } from './resolve-load.ts';
import { benchNode } from './resolve-node.ts';

await benchNode('resolve-udp', (load) => loadUdp(load, { window: 64 }), {
  workers: 2,
  askWorkers: (load) => loadUdp(load, { window: 128, sockets: 16 }),
  nsd: true,
});
