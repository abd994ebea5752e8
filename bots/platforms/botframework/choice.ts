import Type from 'typebox'
import type { Choice, Message } from '../../message.ts'
import { fits } from '../fits.ts'
import { json } from '../json.ts'
import { fieldOf, type Received, textOf } from './activity.ts'
import type { CardAction } from './sdk.ts'
import { slackValue } from './slack.ts'

/**
 * The button of a choice. Where a channel takes `messageBack` it carries the visit and the value; elsewhere it says its
 * label, which is a choice as well.
 * Source: https://learn.microsoft.com/azure/bot-service/bot-service-channels-reference
 */
export function button(choice: Choice, of: string | undefined, carries: boolean): CardAction {
  const { text } = choice
  if (!carries) return { type: 'imBack', title: text, value: text }
  return { type: 'messageBack', title: text, text, displayText: text, value: carried(choice, of) }
}

/** What a button carries back. */
export function carried({ value: choice }: Choice, of?: string) {
  return { choice, ...(of === undefined ? {} : { of }) }
}

/** The choice that a pressed button is; null when none was pressed. What is not of ours is taken as a value. */
export function picked(activity: Received): Message | null {
  const pressed = activity.value ?? slackValue(activity)
  if (pressed === undefined || pressed === null || pressed === '') return null
  const data = typeof pressed === 'string' ? (json(pressed) ?? pressed) : pressed
  const said = textOf(activity.text).trim()
  if (fits(Ours, data)) {
    const { choice, of } = data
    return { type: 'choice', value: choice, text: said || choice, ...(of ? { of } : {}) }
  }
  const foreign = foreignValue(data).slice(0, 1000)
  return foreign === '' ? null : { type: 'choice', value: foreign, text: said || foreign }
}

const short = Type.String({ maxLength: 1000 })
const Ours = Type.Object({ choice: short, of: Type.Optional(Type.String({ maxLength: 100 })) })

/** What another tool's card sends: its action's verb, its only value, or all of it. */
function foreignValue(data: unknown): string {
  if (typeof data === 'string') return data
  const verb = fieldOf(fieldOf(data, 'action'), 'verb')
  if (typeof verb === 'string' && verb !== '') return verb
  const values: unknown[] = typeof data === 'object' && data !== null ? Object.values(data) : []
  const [only] = values
  if (values.length === 1 && typeof only === 'string') return only
  return values.length === 0 && typeof data === 'object' ? '' : JSON.stringify(data)
}
