import Type from 'typebox'
import type { Message } from '../../message.ts'
import { fits } from '../fits.ts'
import { list } from '../meta/entries.ts'
import { fieldOf, type Received, textOf } from './activity.ts'
import { picked } from './choice.ts'
import { type Files, filesOf } from './files.ts'
import { withoutMentions } from './mentions.ts'

/**
 * What an activity says: the choice that was made, or its words and its files; words of one file are its caption.
 * None when it says nothing that people write.
 */
export function contentOf(activity: Received, id: string): { messages: Message[]; bodies: Files['bodies'] } {
  const choice = picked(activity)
  if (choice) return { messages: [choice], bodies: [] }
  const text = withoutMentions(activity)
  const { messages: files, bodies } = filesOf(activity, id)
  const [file] = files
  if (text !== '' && file && files.length === 1 && text.length <= 4096)
    return { messages: [{ ...file, alt: text }], bodies }
  if (text !== '') return { messages: [{ type: 'text', text }, ...files], bodies }
  const place = placeOf(activity)
  return { messages: files.length === 0 && place ? [place] : files, bodies }
}

/** The name of the kind of an activity that says nothing we know. */
export function kindOf(activity: Received): string {
  const { type, name, attachments, channelData } = activity
  const [attachment] = list(attachments).filter((one) => fieldOf(one, 'contentType') !== html)
  const payload = fieldOf(fieldOf(channelData, 'Payload'), 'type')
  const kind =
    textOf(fieldOf(attachment, 'contentType')) || textOf(payload) || textOf(name) || eventType(channelData)
  return kind || type
}

/** The words once more, as Teams writes them. */
const html = 'text/html'

function eventType(channelData: unknown): string {
  return textOf(fieldOf(channelData, 'eventType'))
}

/** Source: https://schema.org/Place */
function placeOf({ entities }: Received): Message | null {
  for (const entity of list(entities)) {
    const geo = fieldOf(entity, 'geo') ?? entity
    if (!fits(Geo, geo)) continue
    const { latitude, longitude } = geo
    const label = (textOf(fieldOf(entity, 'name')) || textOf(fieldOf(geo, 'name'))).slice(0, 1000)
    return { type: 'location', latitude, longitude, ...(label ? { label } : {}) }
  }
  return null
}

const Geo = Type.Object({
  latitude: Type.Number({ minimum: -90, maximum: 90 }),
  longitude: Type.Number({ minimum: -180, maximum: 180 }),
})
