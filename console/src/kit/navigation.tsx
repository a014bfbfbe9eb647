// Moving between pages with the browser's own history, without a router package.
import { useCallback, useSyncExternalStore } from 'react';
import type { AnchorHTMLAttributes, MouseEvent } from 'react';

export type Place = { readonly path: string; readonly query: URLSearchParams };

const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('popstate', tell);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('popstate', tell);
  };
}

let place: Place | undefined;
let placeAddress = '';

function current(): Place {
  const address = location.pathname + location.search;
  if (!place || address !== placeAddress) {
    place = { path: location.pathname, query: new URLSearchParams(location.search) };
    placeAddress = address;
  }
  return place;
}

export function usePlace(): Place {
  return useSyncExternalStore(subscribe, current);
}

/** Goes to a path of this site; `replace` leaves no trace of where we were, `stay` does not go to the top of the page. */
export function go(to: string, options: { replace?: boolean; stay?: boolean } = {}): void {
  if (options.replace) history.replaceState(null, '', to);
  else if (to !== location.pathname + location.search) history.pushState(null, '', to);
  if (!options.replace && !options.stay) window.scrollTo(0, 0);
  tell();
}

type LinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & { readonly to: string };

/** A real link: opens in a new tab when asked to, and moves without loading otherwise. */
export function Link({ to, onClick, ...rest }: LinkProps) {
  const follow = useCallback(
    (event: MouseEvent<HTMLAnchorElement>) => {
      onClick?.(event);
      const plain =
        event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
      if (event.defaultPrevented || !plain) return;
      event.preventDefault();
      go(to);
    },
    [to, onClick],
  );
  return <a {...rest} href={to} onClick={follow} />;
}
