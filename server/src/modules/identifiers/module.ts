// The modules of identifiers: three tiers of authority nodes, the recursive node, and HTTP in front.
export { delegationDeskModule } from './delegation-desk.ts';
export { identifierDoorModule } from './door-module.ts';
export { enterpriseNodeModule } from './enterprise-node.ts';
export { identifierHttpModule } from './http-module.ts';
export { nodeCheckModule } from './node-check.ts';
export { identifierProxyModule } from './proxy/proxy-module.ts';
export { recursiveNodeModule } from './recursive-node.ts';
export { rootNodeModule } from './root-node.ts';
export { replicationHttpModule } from './replication-http.ts';
export { registrationHttpModule } from './registration-http.ts';
export { secondLevelNodeModule } from './second-level-node.ts';
export { trustHttpModule } from './trust/http-module.ts';
export { topNodeModule } from './top-node.ts';
