import Type from 'typebox'
import type { Plugin } from '../app.ts'
import { Refusal } from '../plugins/errors.ts'

const Fields = Type.Object(
  {
    fields: Type.Record(
      Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9_]{0,49}$' }),
      Type.Union([Type.String({ maxLength: 4096 }), Type.Number(), Type.Boolean(), Type.Null()]),
      { maxProperties: 50, additionalProperties: false },
    ),
  },
  { additionalProperties: false },
)
const Into = Type.Object({ into: Type.String({ maxLength: 100 }) }, { additionalProperties: false })
const Search = Type.Object(
  { text: Type.Optional(Type.String({ maxLength: 200 })) },
  { additionalProperties: false },
)

/** People who write. Merging and splitting moves a pointer and touches no conversation. */
export const contacts: Plugin = (app, { store }) => {
  app.get('', { schema: { querystring: Search } }, async (request) => ({
    items: await store.contacts({ ...request.query, limit: 50 }),
  }))
  app.get<{ Params: { id: string } }>(
    '/:id',
    async (request) => (await store.contact(request.params.id)) ?? missing(),
  )
  app.patch<{ Params: { id: string }; Body: Type.Static<typeof Fields> }>(
    '/:id',
    { schema: { body: Fields } },
    async (request) => {
      if (!(await store.describe(request.params.id, request.body.fields))) missing()
      return store.contact(request.params.id)
    },
  )
  app.post<{ Params: { id: string }; Body: Type.Static<typeof Into> }>(
    '/:id/merge',
    { schema: { body: Into } },
    async (request) => {
      if (!(await store.merge(request.params.id, request.body.into))) missing()
      return store.contact(request.body.into)
    },
  )
  app.post<{ Body: { identity: string } }>(
    '/split',
    {
      schema: {
        body: Type.Object({ identity: Type.String({ maxLength: 700 }) }, { additionalProperties: false }),
      },
    },
    async (request) => (await store.split(request.body.identity)) ?? missing(),
  )
}

function missing(): never {
  throw new Refusal(404, 'not-found', 'There is no such contact.')
}
