// The objects that a caller may see, made from the asset tree and kept until it changes: what i3X shows is a projection
// of it, never a second copy that could differ.
import { scopesOf, type Principal } from '../../kernel/access/rights.ts';
import { enterpriseOf, readAssetsRight, type Asset, type Assets } from '../assets/api.ts';
import { i3xFailures } from './failures.ts';
import {
  factsOf,
  typeOfAsset,
  typeOfSignal,
  type I3xObject,
  type ObjectType,
  type Relationship,
} from './model/objects.ts';

/** More are too many for the calls of i3X that have no pages. */
const objectsMax = 50_000;
/** Callers whose objects are kept. */
const keptMax = 8;
const pageSize = 500;

export type Space = {
  readonly objects: ReadonlyMap<string, I3xObject>;
  readonly types: ReadonlyMap<string, ObjectType>;
};

type Draft = Omit<I3xObject, 'related'> & { related: Record<Relationship, string[]> };

export class AddressSpace {
  readonly #assets: Assets;
  readonly #kept = new Map<string, Promise<Space>>();
  readonly #following: { cancel(): void };

  constructor(assets: Assets) {
    this.#assets = assets;
    this.#following = assets.follow(() => this.#kept.clear());
  }

  close(): void {
    this.#following.cancel();
  }

  /** Fails with `i3x.too-many-objects`. */
  of(principal: Principal): Promise<Space> {
    const scopes = scopesOf(principal, readAssetsRight).toSorted();
    const key = scopes.join('\n');
    const known = this.#kept.get(key);
    if (known) return known;
    const made = this.#make(scopes);
    made.catch(() => this.#kept.delete(key));
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= keptMax && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(key, made);
    return made;
  }

  async #make(scopes: readonly string[]): Promise<Space> {
    const objects = new Map<string, Draft>();
    const types = new Map<string, ObjectType>();
    for (const root of await this.#roots(scopes)) {
      await this.#add(root, undefined, { objects, types });
    }
    return { objects, types };
  }

  /** Enterprises, and single things that alone may be seen. */
  async #roots(scopes: readonly string[]): Promise<Asset[]> {
    const found = new Map<string, Asset>();
    for (let after: string | undefined; ;) {
      const page = await this.#assets.machines(scopes, {
        limit: pageSize,
        ...(after === undefined ? {} : { after }),
      });
      for (const machine of page.machines) {
        const single = scopes.includes(machine.identifier);
        const root = single ? machine.identifier : enterpriseOf(machine.identifier);
        if (found.has(root)) continue;
        const asset = single ? machine : await this.#assets.asset(root);
        found.set(root, asset ?? machine);
      }
      if (page.next === undefined) return [...found.values()];
      after = page.next;
    }
  }

  async #add(
    asset: Asset,
    parent: Draft | undefined,
    into: { objects: Map<string, Draft>; types: Map<string, ObjectType> },
  ): Promise<void> {
    const type = typeOfAsset(asset);
    const { identifier: elementId, name: displayName, description } = asset;
    const own = { elementId, displayName, ...(description === undefined ? {} : { description }) };
    const draft = put(into, { ...own, facts: factsOf(asset), type, parent, isComponent: false });
    if (!draft) return;
    if (asset.kind === 'machine') return this.#addParts(asset, draft, into);
    for (let after: string | undefined; ;) {
      const page = await this.#assets.children(elementId, {
        limit: pageSize,
        ...(after === undefined ? {} : { after }),
      });
      for (const child of page.assets) await this.#add(child, draft, into);
      if (page.next === undefined) return;
      after = page.next;
    }
  }

  async #addParts(
    machine: Asset,
    draft: Draft,
    into: { objects: Map<string, Draft>; types: Map<string, ObjectType> },
  ): Promise<void> {
    const model = await this.#assets.machine(machine.identifier);
    const waiting = [...(model?.components ?? [])];
    // A component comes after the one that it is part of.
    for (let left = waiting.length; left > 0; left--) {
      const next = waiting.findIndex(({ parent }) => into.objects.has(parent ?? draft.elementId));
      const [component] = waiting.splice(Math.max(0, next), 1);
      if (!component) break;
      const parent = into.objects.get(component.parent ?? '') ?? draft;
      const { identifier: elementId, name: displayName } = component;
      const type = typeOfAsset(component);
      put(into, {
        elementId,
        displayName,
        facts: factsOf(component),
        type,
        parent,
        isComponent: true,
      });
    }
    for (const signal of model?.signals ?? []) {
      const parent = into.objects.get(signal.asset) ?? draft;
      const { identifier: elementId, name: displayName } = signal;
      put(into, {
        elementId,
        displayName,
        signal,
        type: typeOfSignal(signal),
        parent,
        isComponent: true,
      });
    }
  }
}

type New = Pick<I3xObject, 'elementId' | 'displayName' | 'description' | 'facts' | 'signal'> & {
  readonly type: ObjectType;
  readonly parent: Draft | undefined;
  /** Part of its parent's value, not a thing of its own below it. */
  readonly isComponent: boolean;
};

/** Undefined when it is there already. */
function put(
  { objects, types }: { objects: Map<string, Draft>; types: Map<string, ObjectType> },
  { type, parent, isComponent, ...own }: New,
): Draft | undefined {
  if (objects.has(own.elementId)) return undefined;
  if (objects.size >= objectsMax) throw i3xFailures['too-many-objects']({ most: objectsMax });
  types.set(type.elementId, type);
  const draft: Draft = {
    ...own,
    typeElementId: type.elementId,
    parentId: parent?.elementId ?? null,
    related: { HasParent: [], HasChildren: [], HasComponent: [], ComponentOf: [] },
  };
  objects.set(own.elementId, draft);
  if (parent) {
    draft.related[isComponent ? 'ComponentOf' : 'HasParent'].push(parent.elementId);
    parent.related[isComponent ? 'HasComponent' : 'HasChildren'].push(own.elementId);
  }
  return draft;
}
