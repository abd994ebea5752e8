import Type from 'typebox'
import type { Choice, Message } from '../../message.ts'
import { fits } from '../fits.ts'

/**
 * What a button carries: the visit, the value and the label, since LINE does not tell the label of what was
 * pressed. At the most 300 characters. Source: https://developers.line.biz/en/reference/messaging-api/#postback-action
 */
export function postbackData({ value, text }: Choice, of = ''): string {
  return `${of}|${value}\n${text.replaceAll('\n', ' ')}`
}

/** The choice that a postback is; null when it is none. What our buttons did not send is taken as a value. */
export function postbackChoice(event: unknown): Message | null {
  if (!fits(Postback, event)) return null
  const { data, params } = event.postback
  // A picker of a rich menu tells what was picked, and that is what was said.
  const picked = params?.datetime ?? params?.date ?? params?.time
  const end = data.lastIndexOf('\n')
  if (end === -1) return { type: 'choice', value: data, text: picked ?? data }
  const bar = data.indexOf('|')
  const of = data.slice(0, Math.max(0, bar))
  const value = data.slice(bar + 1, end)
  return { type: 'choice', value, text: picked ?? data.slice(end + 1), ...(of === '' ? {} : { of }) }
}

const text = Type.Optional(Type.String())
const Postback = Type.Object({
  postback: Type.Object({
    data: Type.String(),
    params: Type.Optional(Type.Object({ date: text, time: text, datetime: text })),
  }),
})
