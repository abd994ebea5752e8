import Type from 'typebox'
import { keyOf } from '../../bots/entry.ts'
import { Action } from '../api.ts'
import type { Plugin } from '../app.ts'
import { costs } from '../costs.ts'
import { numberFrom } from '../numbers.ts'
import { meOf } from '../plugins/auth.ts'
import { Refusal } from '../plugins/errors.ts'
import { serve } from '../serve.ts'
import type { Item } from '../store.ts'

const Id = Type.Object({ id: Type.String({ pattern: '^.+#[1-9]\\d{0,8}$', maxLength: 700 }) })
const Place = Type.Object({ ...Id.properties, position: Type.String({ pattern: '^[1-9]\\d{0,14}$' }) })
const List = Type.Object(
  {
    view: Type.Union([
      Type.Literal('queue'),
      Type.Literal('mine'),
      Type.Literal('bot'),
      Type.Literal('people'),
      Type.Literal('closed'),
    ]),
    after: Type.Optional(Type.String({ maxLength: 700 })),
    limit: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
)
const Range = Type.Object(
  {
    after: Type.Optional(Type.String()),
    before: Type.Optional(Type.String()),
    limit: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
)

/** The inbox, one conversation with its journal, and what an agent does: appended like everything else. */
export const conversations: Plugin = (app, { desk, store, engine, people, media, suggestions }) => {
  app.get('', { schema: { querystring: List } }, async (request) => {
    const { view, after, limit } = request.query
    return desk.list(view, meOf(request), {
      ...(after ? { after } : {}),
      limit: numberFrom('limit', limit, { least: 1, most: 200, usual: 50 }),
    })
  })

  app.get(
    '/:id',
    { schema: { params: Id } },
    async (request) => (await desk.detail(request.params.id)) ?? missing(),
  )

  app.get('/:id/entries', { schema: { params: Id, querystring: Range } }, async (request) => {
    const { id } = request.params
    if (!(await store.conversation(id))) missing()
    const { after, before, limit } = request.query
    const entries = await store.entries(
      { conversation: id },
      {
        ...(after === undefined ? {} : { after: numberFrom('after', after, { least: 0, usual: 0 }) }),
        ...(after === undefined
          ? { before: numberFrom('before', before, { usual: Number.MAX_SAFE_INTEGER }) }
          : {}),
        limit: numberFrom('limit', limit, { least: 1, most: 500, usual: 100 }),
      },
    )
    return { items: await desk.lines(entries) }
  })

  app.get('/:id/costs', { schema: { params: Id } }, async (request) => {
    if (!(await store.conversation(request.params.id))) missing()
    return costs(store, request.params.id)
  })

  app.get('/:id/media/:position', { schema: { params: Place } }, async (request, reply) => {
    const { id, position } = request.params
    const [entry] = await store.entries({ conversation: id }, { after: Number(position) - 1, limit: 1 })
    if (entry?.position !== Number(position)) throw new Refusal(404, 'not-found', 'There is no such file.')
    const found = await media.open(entry)
    if ('missing' in found) throw new Refusal(404, 'missing', found.missing)
    const { event } = entry
    const name = 'message' in event && event.message.type === 'media' ? event.message.name : undefined
    return serve(request, reply, { ...found, name })
  })

  app.get('/:id/suggestions', { schema: { params: Id } }, async (request) => ({
    items: (await suggestions.of(request.params.id)) ?? missing(),
  }))

  app.post('/:id/entries', { schema: { params: Id, body: Action } }, async (request, reply) => {
    const { id } = request.params
    const { key, event } = request.body
    const me = meOf(request)
    if (!(await store.conversation(id))) missing()
    if (event.type === 'transfer' && 'agent' in event.to && !(await people.get(event.to.agent)))
      throw new Refusal(400, 'agent', 'There is no such agent.')
    const cut = id.lastIndexOf('#')
    const item: Item = { key: keyOf(event, `${me.id}.${key}`), by: `agent:${me.id}`, event }
    const [at] = await engine.append(id.slice(0, cut), [item], { n: Number(id.slice(cut + 1)) })
    if (!at) throw new Error('an append answered nothing')
    const reading = await engine.readingOf(at)
    if (!reading) return reply.code(202).send({ position: at.position })
    const { outcome } = reading
    if (outcome.type === 'refused') {
      const owner = outcome.by?.startsWith('agent:') ? await people.get(outcome.by.slice(6)) : null
      return reply.code(409).send({
        error: 'refused',
        message: owner
          ? `${owner.name} has this conversation.`
          : `This is not possible now: ${outcome.reason}.`,
        ...(owner ? { by: owner.name } : {}),
      })
    }
    return { position: at.position, outcome }
  })
}

function missing(): never {
  throw new Refusal(404, 'not-found', 'There is no such conversation.')
}
