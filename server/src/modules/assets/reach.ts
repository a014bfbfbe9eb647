// How far a grant reaches down the tree: a place holds machines by where they stand, not by their names, so that a right
// on the place is none on them.
import { allows, type Principal, type Right } from '../../kernel/access/rights.ts';
import { enterpriseOf } from './api.ts';
import type { TreeNode } from './model/asset-tree.ts';

export type Reach = (node: TreeNode) => boolean;

/** A component goes with its machine; all else is reached by a grant of its own. */
export function reachOf(principal: Principal, right: Right): Reach {
  // Mostly it is the whole enterprise, and asked of thousands of nodes.
  const whole = new Map<string, boolean>();
  const ofAll = (enterprise: string): boolean => {
    const known = whole.get(enterprise) ?? allows(principal, right, enterprise);
    whole.set(enterprise, known);
    return known;
  };
  return (node) => {
    if (ofAll(enterpriseOf(node.key))) return true;
    for (let at: TreeNode | undefined = node; at; at = at.parent) {
      if (allows(principal, right, at.identifier)) return true;
      if (at.kind !== 'component') return false;
    }
    return false;
  };
}
