// Which topics a client may use: those of its enterprises by the templates of the settings. A filter that could
// only fit foreign topics is refused; one that reaches further than its own is narrowed with each message.
import { covers, scopesOf, type Principal } from '../../kernel/access/rights.ts';
import { fits } from '../../wire/mqtt/topics.ts';
import { publishRight, subscribeRight } from './api.ts';

/** Prefixes of enterprises; `*` for all topics. Kept with a session that waits. */
export type Scopes = { readonly publish: readonly string[]; readonly subscribe: readonly string[] };

export function scopesFor(principal: Principal): Scopes {
  return {
    publish: scopesOf(principal, publishRight),
    subscribe: scopesOf(principal, subscribeRight),
  };
}

/** Whether anything may be done at all. */
export function isSomebody({ publish, subscribe }: Scopes): boolean {
  return publish.length + subscribe.length > 0;
}

const hole = '{enterprise}';

export class TopicScope {
  readonly scopes: Scopes;
  readonly #templates: readonly (readonly string[])[];
  readonly #denied: readonly string[];

  constructor(scopes: Scopes, templates: readonly string[], denied: readonly string[]) {
    this.scopes = scopes;
    this.#templates = templates.map((template) => template.split('/'));
    this.#denied = denied;
  }

  mayPublish(topic: string): boolean {
    return this.#reaches(this.scopes.publish, topic.split('/'), false);
  }

  /** The filter fits at least one topic that may be seen. */
  maySubscribe(filter: string): boolean {
    if (this.#denied.includes(filter)) return false;
    return this.#reaches(this.scopes.subscribe, filter.split('/'), true);
  }

  /** By the settings, whoever asks. */
  isDenied(topic: string): boolean {
    return this.#denied.some((filter) => fits(filter, topic));
  }

  /** All topics of the enterprise are its own; the empty name is that of nobody. */
  hears(enterprise: string): boolean {
    return this.scopes.subscribe.some((prefix) => covers(prefix, enterprise));
  }

  /** Templates, with what each level must be: a text, or what stands for one of its enterprises. */
  get ownTopics(): readonly (readonly (string | ((level: string) => boolean))[])[] {
    const isOwn = (level: string) => this.hears(level);
    return this.#templates.map((levels) => levels.map((level) => (level === hole ? isOwn : level)));
  }

  sees(topic: string): boolean {
    if (this.isDenied(topic)) return false;
    return this.#reaches(this.scopes.subscribe, topic.split('/'), false);
  }

  #reaches(prefixes: readonly string[], levels: readonly string[], isFilter: boolean): boolean {
    if (prefixes.includes('*')) return true;
    return prefixes.some((prefix) =>
      this.#templates.some((template) => overlaps(template, levels, { prefix, isFilter })),
    );
  }
}

type Against = { readonly prefix: string; readonly isFilter: boolean };

/** For a topic: whether the template takes it; for a filter: whether some topic fits both. */
function overlaps(
  template: readonly string[],
  levels: readonly string[],
  { prefix, isFilter }: Against,
): boolean {
  for (const [i, wanted] of template.entries()) {
    if (wanted === '#') return true;
    const level = levels[i];
    if (level === undefined) return false;
    if (isFilter && level === '#') return true;
    if (isFilter && level === '+') continue;
    if (wanted === hole ? !covers(prefix, level) : wanted !== level) return false;
  }
  return levels.length === template.length || (isFilter && levels[template.length] === '#');
}
