// Resolution over UDP with 64 questions under way.
import { loadUdp } from './resolve-load.ts';
import { benchNode } from './resolve-node.ts';

await benchNode('resolve-udp', (load) => loadUdp(load, { window: 64 }));
