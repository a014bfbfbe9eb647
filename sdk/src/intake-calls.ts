// The calls about gateways at the platform: who may send, what they send, what of it was refused.
import type {
  Gateway,
  GatewayInvitationPage,
  GatewayRefusal,
  GatewayStreamPage,
  NewGatewayInvitation,
} from './intake-types.ts';
import { request, type Connection } from './request.ts';

type Options = { readonly signal?: AbortSignal };
type PageOf = Options & { readonly limit?: number; readonly after?: string };

export type IntakeCalls = {
  gateways(options?: Options): Promise<readonly Gateway[]>;
  blockGateway(gateway: string, blocked: boolean): Promise<Gateway>;
  /** Forgets its key; what it sent stays. */
  removeGateway(gateway: string): Promise<void>;
  gatewayRefusals(gateway: string, options?: Options): Promise<readonly GatewayRefusal[]>;
  gatewayStreams(gateway: string, options?: PageOf): Promise<GatewayStreamPage>;
  /** Of those that are still good. */
  gatewayInvitations(options?: PageOf): Promise<GatewayInvitationPage>;
  inviteGateway(asked: {
    readonly enterprises: readonly string[];
    readonly days?: number;
  }): Promise<NewGatewayInvitation>;
  revokeGatewayInvitation(id: string): Promise<void>;
};

export function intakeCalls(connection: Connection): IntakeCalls {
  const all = '/api/gateways';
  const place = (gateway: string) => `${all}/${encodeURIComponent(gateway)}`;
  const invitations = `${all}/invitations`;
  return {
    async gateways(given) {
      const call = { signal: given?.signal };
      return (await request<{ gateways: Gateway[] }>(connection, all, call)).gateways;
    },
    blockGateway: (gateway, blocked) =>
      request(connection, `${place(gateway)}/blocked`, { method: 'PUT', body: { blocked } }),
    async removeGateway(gateway) {
      await request(connection, place(gateway), { method: 'DELETE' });
    },
    async gatewayRefusals(gateway, given) {
      type Reply = { refusals: GatewayRefusal[] };
      const call = { signal: given?.signal };
      return (await request<Reply>(connection, `${place(gateway)}/refusals`, call)).refusals;
    },
    gatewayStreams: (gateway, { signal, ...query } = {}) =>
      request(connection, `${place(gateway)}/streams`, { query, signal }),
    gatewayInvitations: ({ signal, ...query } = {}) =>
      request(connection, invitations, { query, signal }),
    inviteGateway: (body) => request(connection, invitations, { method: 'POST', body }),
    async revokeGatewayInvitation(id) {
      await request(connection, `${invitations}/${encodeURIComponent(id)}`, { method: 'DELETE' });
    },
  };
}
