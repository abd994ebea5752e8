import Type from 'typebox'
import type { Choice, Message } from '../../message.ts'
import { fits } from '../fits.ts'
import { json } from './json.ts'

/**
 * What a message carries so that the answer to it is known: a pressed button comes back as its words, together with
 * the tracking data of our last message. Empty when it would be longer than the 4000 characters that Viber takes:
 * then the words alone answer.
 */
export function tracking(choices: Choice[], of = ''): string {
  const data = JSON.stringify({ of, choices: choices.map(({ text, value }) => [text, value]) })
  return data.length <= 4000 ? data : ''
}

/** What somebody picked, by its words; null when the words are none of the choices of our last message. */
export function pickedIn(data: string | undefined, words: string): Message | null {
  const told = json(data ?? '')
  if (!fits(Tracking, told)) return null
  const [text, value] = told.choices.find(([label]) => label === words) ?? []
  if (text === undefined || value === undefined) return null
  return { type: 'choice', value, text, ...(told.of === '' ? {} : { of: told.of }) }
}

const Tracking = Type.Object({
  of: Type.String(),
  choices: Type.Array(Type.Tuple([Type.String(), Type.String()])),
})
