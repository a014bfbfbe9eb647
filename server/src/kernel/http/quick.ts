// Quick answers: plain JSON GETs that a module can answer from memory, given without the HTTP library.
// What is asked in any other way than the plainest goes the whole way and gets the same reply.

/**
 * The reply of a 200 as JSON text; undefined where the route with the same path must decide. It says the
 * very same as that route would, and it is for everybody: nobody has been asked who they are.
 */
export type QuickAnswer = string | undefined;

export type QuickRoute = {
  /** Of the path, e.g. `/api/handles/`. */
  readonly prefix: string;
  /** Of the route that says the same, for the metrics. */
  readonly operation: string;
  /**
   * `rest` follows the prefix: letters, digits and `-._~!$&'()*+,;=:@/`, decoded, at most
   * `quickPathMax` characters, no query; `peer` is the caller's address. What fails is left to the route.
   */
  readonly answer: (rest: string, peer: string) => QuickAnswer | Promise<QuickAnswer>;
};
