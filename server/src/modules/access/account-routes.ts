// Enterprises, their people and their services. A manager works within the enterprise that the right
// was given on, and can give away only what they hold.
import { allows } from '../../kernel/access/rights.ts';
import { nextPage, pageOf, pageQuery } from '../../kernel/http/page.ts';
import { defineRoute, type Route } from '../../kernel/http/route.ts';
import { oneOf, Type } from '../../kernel/schema/schema.ts';
import type { ProgramFacts } from '../../kernel/module/module.ts';
import { checkGrants, checkRights, type Accounts } from './access.ts';
import { manageAccessRight } from './api.ts';
import { accessFailures } from './failures.ts';
import { enterpriseSchema, grantSchema, operatorAccount, type Account } from './model/accounts.ts';

const accountSchema = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  name: Type.String(),
  tenant: Type.String(),
  grants: Type.Array(grantSchema),
});
const accountsPerPageMax = 1_000;
const inEnterprise = Type.Object({ enterprise: Type.String({ maxLength: 200 }) });
const onEnterprise = {
  right: manageAccessRight,
  on: ({ params }: { params: { enterprise: string } }) => params.enterprise,
};

export function accountRoutes(accounts: Accounts, program: ProgramFacts): Route[] {
  return [
    listEnterprises(accounts),
    putEnterprise(accounts),
    listAccounts(accounts),
    addAccount(accounts, program),
    removeAccount(accounts),
    operatorLink(accounts),
  ];
}

function listEnterprises({ store }: Accounts): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/enterprises',
    operation: 'listEnterprises',
    summary: { en: 'Enterprises of this installation', zh: '本系统的企业' },
    access: 'signed-in',
    query: Type.Object(pageQuery(accountsPerPageMax)),
    reply: Type.Object({ enterprises: Type.Array(enterpriseSchema), ...nextPage }),
    async handle({ query, principal }) {
      const { items, ...rest } = await store.listEnterprises(pageOf(query));
      const visible = items.filter(
        ({ prefix }) => principal.tenant === prefix || allows(principal, manageAccessRight, prefix),
      );
      return { enterprises: visible, ...rest };
    },
  });
}

function putEnterprise({ store }: Accounts): Route {
  return defineRoute({
    method: 'PUT',
    path: '/api/enterprises/{enterprise}',
    operation: 'putEnterprise',
    summary: { en: 'Add or rename an enterprise', zh: '添加企业或修改名称' },
    access: { right: manageAccessRight, on: () => '*' },
    params: Type.Object({ enterprise: enterpriseSchema.properties.prefix }),
    body: Type.Object({ name: enterpriseSchema.properties.name }),
    reply: enterpriseSchema,
    async handle({ params, body }) {
      const enterprise = { prefix: params.enterprise, name: body.name };
      await store.putEnterprise(enterprise);
      return enterprise;
    },
  });
}

function listAccounts({ store }: Accounts): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/enterprises/{enterprise}/accounts',
    operation: 'listAccounts',
    summary: { en: 'People and services of an enterprise', zh: '企业的人员与服务账户' },
    access: onEnterprise,
    params: inEnterprise,
    query: Type.Object(pageQuery(accountsPerPageMax)),
    reply: Type.Object({ accounts: Type.Array(accountSchema), ...nextPage }),
    async handle({ params, query }) {
      const { items, ...rest } = await store.listAccounts(params.enterprise, pageOf(query));
      return { accounts: items, ...rest };
    },
  });
}

function addAccount(accounts: Accounts, program: ProgramFacts): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/enterprises/{enterprise}/accounts',
    operation: 'addAccount',
    summary: {
      en: 'Add a person (gives a one-time sign-in code) or a service (gives a token, shown once)',
      zh: '添加人员（返回一次性登录代码）或服务（返回仅显示一次的令牌）',
    },
    access: onEnterprise,
    params: inEnterprise,
    body: Type.Object({
      kind: oneOf(['person', 'service']),
      name: Type.String({ minLength: 1, maxLength: 100, pattern: '^[^\\u0000-\\u001f/]+$' }),
      grants: Type.Array(grantSchema, { maxItems: 100 }),
    }),
    reply: Type.Object({ account: accountSchema, secret: Type.String() }),
    async handle({ params, body, principal }) {
      if (!(await accounts.store.enterprise(params.enterprise))) {
        throw accessFailures['unknown-enterprise']({ prefix: params.enterprise });
      }
      checkRights(program.rights, body.grants);
      checkGrants(principal, body.grants);
      const letter = body.kind === 'person' ? 'P' : 'S';
      const id = `${params.enterprise}/${letter}-${body.name}`;
      const account: Account = { ...body, id, tenant: params.enterprise };
      await accounts.store.putAccount(account);
      const secret =
        body.kind === 'person' ? await accounts.newCode(account) : await accounts.newToken(account);
      return { account, secret };
    },
  });
}

function removeAccount({ store }: Accounts): Route {
  return defineRoute({
    method: 'DELETE',
    path: '/api/enterprises/{enterprise}/accounts/{id+}',
    operation: 'removeAccount',
    summary: { en: 'Remove an account and all that signs in as it', zh: '删除账户及其全部凭据' },
    access: onEnterprise,
    params: Type.Object({ ...inEnterprise.properties, id: Type.String({ maxLength: 2048 }) }),
    reply: Type.Object({}),
    async handle({ params }) {
      if (!(await store.removeAccount(params.enterprise, params.id))) {
        throw accessFailures['unknown-account']({ id: params.id });
      }
      return {};
    },
  });
}

function operatorLink(accounts: Accounts): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/operator-code',
    operation: 'newOperatorCode',
    summary: { en: 'A new one-time code for the operator', zh: '为运维人员生成新的一次性代码' },
    access: { right: manageAccessRight, on: () => '*' },
    reply: Type.Object({ code: Type.String() }),
    async handle({ principal }) {
      checkGrants(principal, operatorAccount.grants);
      return { code: await accounts.newOperatorCode() };
    },
  });
}
