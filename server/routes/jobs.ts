import Type from 'typebox'
import type { Plugin } from '../app.ts'

const Query = Type.Object(
  { status: Type.Union([Type.Literal('dead'), Type.Literal('unknown')]) },
  { additionalProperties: false },
)

/** What could not be delivered, with the reason. An agent tries one again by the entry `retry`. */
export const jobs: Plugin = (app, { store }) => {
  app.get('', { schema: { querystring: Query } }, async (request) => {
    const found = await store.jobs({ status: request.query.status, limit: 200 })
    return {
      items: found.map(({ conversation, key, reason, status, due, tries }) => ({
        conversation,
        key,
        reason,
        status,
        tries,
        at: new Date(due).toISOString(),
      })),
    }
  })
}
