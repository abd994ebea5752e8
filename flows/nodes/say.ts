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

function messages({ say: text, media, card, location }: Static<typeof Say>): Message[] {
  const shown: Message[] = []
  if (media) shown.push({ type: 'media', ...media, alt: text })
  if (card) shown.push({ type: 'card', title: text, ...card, choices: [] })
  if (location) shown.push({ type: 'location', ...location, label: text })
  return shown.length > 0 ? shown : [{ type: 'text', text }]
}
