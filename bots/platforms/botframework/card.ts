import type { Message } from '../../message.ts'
import { button, carried } from './choice.ts'
import type { Features } from './features.ts'
import type { Attachment } from './sdk.ts'

type Card = Extract<Message, { type: 'card' }>

/** What a card says: words or a title, a picture, and buttons with the visit that asks. */
export type Shown = Partial<Omit<Card, 'type'>> & Pick<Card, 'choices'> & { of?: string | undefined }

/** A card, as the channel takes it. */
export function cardOf(shown: Shown, { card, carries }: Features): Attachment {
  return card === 'adaptive' ? adaptive(shown) : hero(shown, carries)
}

/** Source: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-add-rich-cards */
function hero({ title, text, image, choices, of }: Shown, carries: boolean): Attachment {
  return {
    contentType: 'application/vnd.microsoft.card.hero',
    content: {
      ...(title ? { title } : {}),
      ...(text ? { text } : {}),
      ...(image ? { images: [{ url: image }] } : {}),
      buttons: choices.map((choice) => button(choice, of, carries)),
    },
  }
}

/** Teams shows six buttons of a row, and hides the rest. Source: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference */
function adaptive({ title, text, image, choices, of }: Shown): Attachment {
  const words = (said: string, more: object = {}) => ({ type: 'TextBlock', text: said, wrap: true, ...more })
  const actions = choices.map((choice) => ({
    type: 'Action.Submit',
    title: choice.text,
    data: {
      ...carried(choice, of),
      msteams: {
        type: 'messageBack',
        text: choice.text,
        displayText: choice.text,
        value: carried(choice, of),
      },
    },
  }))
  const rows = Array.from({ length: Math.ceil(actions.length / 6) }, (_, row) => ({
    type: 'ActionSet',
    actions: actions.slice(row * 6, row * 6 + 6),
  }))
  return {
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      type: 'AdaptiveCard',
      version: '1.4',
      body: [
        ...(image ? [{ type: 'Image', url: image }] : []),
        ...(title ? [words(title, { weight: 'Bolder', size: 'Medium' })] : []),
        ...(text ? [words(text)] : []),
        ...rows,
      ],
    },
  }
}
