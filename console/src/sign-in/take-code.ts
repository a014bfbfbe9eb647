// The code of a one-time link stands behind the `#`, which no server log sees. It is taken out of the
// address before anything else happens, so that neither the history nor a screenshot keeps it.

/** The code in the address, which then has it no more. */
export function takeCode(): string | undefined {
  const code = location.hash.slice(1);
  if (location.pathname !== '/sign-in' || code === '') return undefined;
  history.replaceState(null, '', '/sign-in');
  return code;
}

/** Hears of a link that is opened while the console is there: then only the part behind `#` changes. */
export function onCode(hear: (code: string) => void): () => void {
  const look = () => {
    const code = takeCode();
    if (code !== undefined) hear(code);
  };
  window.addEventListener('hashchange', look);
  return () => window.removeEventListener('hashchange', look);
}
