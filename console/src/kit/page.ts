// What a page of a module is to the console.
import type { ComponentType } from 'react';

export type PageProps = {
  /** What follows the page's path, decoded; empty at the page itself. */
  readonly rest: string;
  readonly query: URLSearchParams;
  readonly signedIn: boolean;
};

export type ConsolePage = { readonly id: string; readonly component: ComponentType<PageProps> };
