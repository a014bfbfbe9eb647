// Products over HTTP: register finished ones, as an import does.
import { Failure } from '../../kernel/failure/failure.ts';
import { defineRoute, type Route } from '../../kernel/http/route.ts';
import { bilingualSchema, oneOf, Type } from '../../kernel/schema/schema.ts';
import { registerRight } from '../identifiers/api.ts';
import { productSchema } from './api.ts';
import { outcomeWord, outcomeWords, type ProductRegistration } from './register-products.ts';

const productsPerCallMax = 1_000;

export function traceRoutes(registration: ProductRegistration): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/api/products',
      operation: 'registerProducts',
      summary: {
        en: 'Register finished products; registering the same again changes nothing',
        zh: '注册已完工产品；重复注册不产生变化',
      },
      access: { right: registerRight, on: () => registration.prefix },
      body: Type.Object({
        products: Type.Array(productSchema, { minItems: 1, maxItems: productsPerCallMax }),
      }),
      bodyBytesMax: 8 * 1024 * 1024,
      reply: Type.Object({
        prefix: Type.String(),
        /** In the order of the products. */
        outcomes: Type.Array(oneOf(outcomeWords)),
        /** Why, for each refused one: its position and the failure. */
        refusals: Type.Array(
          Type.Object({
            position: Type.Integer(),
            code: Type.String(),
            message: bilingualSchema,
          }),
        ),
      }),
      async handle({ body }) {
        const outcomes = await registration.register(body.products);
        const refusals = outcomes.flatMap((outcome, position) =>
          outcome instanceof Failure
            ? [{ position, code: outcome.code, message: outcome.publicMessage }]
            : [],
        );
        return { prefix: registration.prefix, outcomes: outcomes.map(outcomeWord), refusals };
      },
    }),
  ];
}
