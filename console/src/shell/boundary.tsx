// Catches a page that fails while it is drawn, so that the frame stays and the person can go on.
import { Component } from 'react';
import type { ReactNode } from 'react';
import { asFailure } from '../kit/client.tsx';
import { FailurePanel } from '../kit/notice.tsx';

/** At another `place` the page gets another chance. */
type Props = { readonly place: string; readonly children: ReactNode };
type State = { readonly error?: unknown; readonly place: string };

export class Boundary extends Component<Props, State> {
  override state: State = { place: this.props.place };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { error };
  }

  static getDerivedStateFromProps(props: Props, state: State): State | null {
    return props.place === state.place ? null : { place: props.place, error: undefined };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <FailurePanel failure={asFailure(this.state.error)} onRetry={() => location.reload()} />;
  }
}
