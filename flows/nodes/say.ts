import Type, { type Static } from 'typebox'
import type { Message } from '../../bots/message.ts'
import type { NodeKind } from '../node.ts'
import { Text } from '../text.ts'

const strict = { additionalProperties: false } as const
const Say = Type.Object(
  {
    say: Text({ description: 'What the bot says', examples: ['Thank you, {{name}}.'] }),
    media: Type.Optional(
      Type.Object(
        {
          kind: Type.Union([
            Type.Literal('image'),
            Type.Literal('audio'),
            Type.Literal('video'),
            Type.Literal('file'),
          ]),
          url: Text({ as: 'url', examples: ['https://shop.example/sizes.png'] }),
          name: Type.Optional(Text({ description: 'The name of the file' })),
        },
        { ...strict, description: 'A picture, sound, film or file; what is said becomes its caption' },
      ),
    ),
    card: Type.Optional(
      Type.Object(
        { text: Type.Optional(Text()), image: Type.Optional(Text({ as: 'url' })) },
        { ...strict, description: 'A card; what is said becomes its title' },
      ),
    ),
    location: Type.Optional(
      Type.Object(
        {
          latitude: Type.Number({ minimum: -90, maximum: 90 }),
          longitude: Type.Number({ minimum: -180, maximum: 180 }),
        },
        { ...strict, description: 'A place on the map; what is said becomes its label' },
      ),
    ),
    template: Type.Optional(
      Type.Object(
        {
          name: Type.String({ minLength: 1, maxLength: 512, description: 'Its name at the platform' }),
          language: Type.Optional(Type.String({ pattern: '^[A-Za-z]{2,3}([_-][A-Za-z0-9]{2,8}){0,2}$' })),
          values: Type.Optional(
            Type.Array(Text(), { maxItems: 20, description: 'What fills {{1}}, {{2}} and so on' }),
          ),
        },
        {
          ...strict,
          description:
            'A message the platform approved, for when the customer wrote long ago; what is said is its text, filled, and all there is where a channel has no templates',
        },
      ),
    ),
  },
  strict,
)

/** Says something and goes on. It is always said in words too, so that every channel can carry it. */
export const say: NodeKind<Static<typeof Say>> = {
  title: 'Say',
  icon: 'message-square',
  version: 1,
  waits: false,
  options: Say,
  exits: () => ({ must: ['next'] }),
  enter: (options) => ({ say: messages(options), then: { exit: 'next' } }),
}

function messages({ say: text, media, card, location, template }: Static<typeof Say>): Message[] {
  if (template) {
    const values = (template.values ?? []).map((value) => value.slice(0, longestValue).toWellFormed())
    return [{ type: 'template', ...template, values, text }]
  }
  const shown: Message[] = []
  if (media) shown.push({ type: 'media', ...media, alt: text })
  if (card) shown.push({ type: 'card', title: text, ...card, choices: [] })
  if (location) shown.push({ type: 'location', ...location, label: text })
  return shown.length > 0 ? shown : [{ type: 'text', text }]
}

/** Of one value; what customers wrote may be longer. */
const longestValue = 1024
