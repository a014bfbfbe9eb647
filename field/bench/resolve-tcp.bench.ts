// Resolution over persistent pipelined TCP: 4 connections with 16 questions under way each.
import { loadTcp } from './resolve-load.ts';
import { benchNode } from './resolve-node.ts';

await benchNode('resolve-tcp', (load) => loadTcp(load, { connections: 4, window: 16 }));
