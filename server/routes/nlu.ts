import Type from 'typebox'
import { own } from '../../flows/own.ts'
import { patternFault } from '../../flows/pattern.ts'
import { OwnEntity } from '../../flows/release.ts'
import { languagePattern } from '../../flows/text.ts'
import { namePattern } from '../../flows/variable.ts'
import { hashOf } from '../../nlu/model.ts'
import type { Plugin } from '../app.ts'
import { Refusal } from '../plugins/errors.ts'

const strict = { additionalProperties: false } as const
const intent = Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9_-]{0,49}$' })
const language = Type.String({ pattern: languagePattern, maxLength: 20 })
const phrase = Type.String({ minLength: 1, maxLength: 2000 })
const Intent = Type.Object({ name: intent }, strict)
const Entity = Type.Object({ name: Type.String({ pattern: namePattern }) }, strict)
const PhrasesBody = Type.Object(
  { phrases: Type.Record(language, Type.Array(phrase, { maxItems: 5000 }), { ...strict, minProperties: 1 }) },
  strict,
)
const EntityBody = Type.Object(
  { languages: Type.Record(language, Type.Union([OwnEntity, Type.Null()]), { ...strict, minProperties: 1 }) },
  strict,
)
const Decision = Type.Object(
  {
    phrases: Type.Array(Type.String({ minLength: 1, maxLength: 800 }), { minItems: 1, maxItems: 500 }),
    as: Type.Union([Type.Literal('ignored'), Type.Object({ intent }, strict)]),
  },
  strict,
)
const admin = { access: 'admin' } as const

/**
 * What the bot understands: its phrases and entities, the training and the report on them, and what customers said
 * that it did not understand. What is edited becomes part of the next release, which a training publishes.
 */
export const nlu: Plugin = (app, { phrases, training, reports, learning, releases }) => {
  app.get('/intents', async () => {
    const { intents, flows } = await phrases.draft()
    const names = new Set(Object.values(intents).flatMap((one) => Object.keys(one)))
    const live = (await releases.of(phrases.bot)).intents
    return {
      languages: phrases.languages,
      changed: hashOf(live) !== hashOf(intents),
      items: [...names].sort().map((name) => ({
        name,
        flow: flows.find(({ hears }) => hears.includes(name))?.flow ?? null,
        phrases: Object.fromEntries(
          Object.entries(intents).map(([language, one]) => [language, own(one, name) ?? []]),
        ),
      })),
    }
  })
  app.put(
    '/intents/:name',
    { config: admin, schema: { params: Intent, body: PhrasesBody } },
    async (request) => {
      for (const language of Object.keys(request.body.phrases)) spoken(language)
      await phrases.setIntent(request.params.name, request.body.phrases)
      return { name: request.params.name }
    },
  )
  app.delete('/intents/:name', { config: admin, schema: { params: Intent } }, async (request) => {
    const { intents } = await phrases.draft()
    const none = Object.keys(intents).map((language) => [language, []] as const)
    await phrases.setIntent(request.params.name, Object.fromEntries(none))
    return {}
  })

  app.get('/entities', async () => ({ languages: (await phrases.draft()).entities ?? {} }))
  app.put(
    '/entities/:name',
    { config: admin, schema: { params: Entity, body: EntityBody } },
    async (request) => {
      for (const [language, entity] of Object.entries(request.body.languages)) {
        spoken(language)
        const fault = entity?.pattern === undefined ? null : patternFault(entity.pattern)
        if (fault !== null)
          throw new Refusal(400, 'invalid', `The regular expression cannot be used: ${fault}.`)
      }
      await phrases.setEntity(request.params.name, request.body.languages)
      return { name: request.params.name }
    },
  )

  app.get('/train', () => training.state())
  app.post('/train', { config: admin }, async (_, reply) => {
    if (!(await training.start())) throw new Refusal(409, 'training', 'A training goes on already.')
    return reply.code(202).send(await training.state())
  })
  app.delete('/train', { config: admin }, async () => {
    if (!(await training.cancel())) throw new Refusal(409, 'idle', 'No training goes on.')
    return training.state()
  })

  app.get('/report', { config: admin }, async () => {
    const { intents: data } = await phrases.draft()
    return reports.of({ data, live: (await releases.of(phrases.bot)).intents })
  })

  app.get('/phrases', { config: admin }, async () => ({ items: await learning.groups() }))
  app.post('/phrases', { config: admin, schema: { body: Decision } }, async (request) => ({
    decided: await learning.decide(request.body.phrases, request.body.as),
  }))

  function spoken(language: string): void {
    if (!phrases.languages.includes(language))
      throw new Refusal(
        400,
        'language',
        `The bot does not speak ${language}: ${phrases.languages.join(', ')}.`,
      )
  }
}
