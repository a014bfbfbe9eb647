// A port is a named promise of an interface. Modules say which ports they use and offer; the planner
// connects them, so that no module names another.

declare const portType: unique symbol;

export type Port<T> = {
  readonly name: string;
  readonly optional?: false;
  readonly [portType]?: T;
};
export type OptionalPort<T> = {
  readonly name: string;
  readonly optional: true;
  readonly [portType]?: T;
};
export type AnyPort = Port<unknown> | OptionalPort<unknown>;
export type PortValue<P> =
  P extends OptionalPort<infer T> ? T | undefined : P extends Port<infer T> ? T : never;

export function definePort<T>(name: string): Port<T> {
  return { name };
}

/** The module starts after the port's provider when there is one, and without it otherwise. */
export function optional<T>(port: Port<T>): OptionalPort<T> {
  return { name: port.name, optional: true };
}
