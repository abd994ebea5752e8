import type { Message } from '../../message.ts'
import type { Form } from './form.ts'
import type { Prefix } from './inbound.ts'

/**
 * What a message of Twilio says: a picked button, a place, words, or files, one message each, of which the first
 * has the words. A file's address is `twilio:ACCOUNT/MESSAGE/MEDIA`, which the connection can fetch.
 * Source: https://www.twilio.com/docs/messaging/guides/webhook-request
 */
export function contentsOf(form: Form, prefix: Prefix): Message[] {
  const one = (name: string) => form.get(name)?.[0] ?? ''
  const body = one('Body')
  // A button of WhatsApp's own templates has words only; an SMS has no buttons.
  const label = prefix === '' ? '' : one('ButtonText')
  const payload = one('ButtonPayload') || one('ListId') || label
  if (payload !== '') return [picked(payload, one('ButtonText') || one('ListTitle') || body)]
  const files = Array.from(
    { length: 10 },
    (_, index) => [one(`MediaUrl${index}`), one(`MediaContentType${index}`)] as const,
  )
  const media = files.filter(([url]) => url !== '').map(([url, type]) => file(url, type))
  const [first, ...rest] = media
  if (first !== undefined) return [body === '' ? first : { ...first, alt: body.slice(0, 4096) }, ...rest]
  const latitude = Number.parseFloat(one('Latitude'))
  const longitude = Number.parseFloat(one('Longitude'))
  if (!Number.isNaN(latitude) && !Number.isNaN(longitude)) {
    const label = [one('Label'), one('Address')].filter(Boolean).join(', ').slice(0, 1000)
    return [{ type: 'location', latitude, longitude, ...(label ? { label } : {}) }]
  }
  return body === '' ? [] : [{ type: 'text', text: body }]
}

type Media = Extract<Message, { type: 'media' }>

/** What a button carries back is `visit|value`; what our buttons did not send is taken as a value. */
function picked(payload: string, text: string): Message {
  const bar = payload.indexOf('|')
  const of = payload.slice(0, Math.max(0, bar))
  return {
    type: 'choice',
    value: payload.slice(bar + 1),
    text: text || payload,
    ...(of === '' ? {} : { of }),
  }
}

function file(url: string, type: string): Media {
  const [, account, message, media] = kept.exec(url) ?? []
  const kind = kinds.find((each) => type.startsWith(`${each}/`)) ?? 'file'
  return { type: 'media', kind, url: media === undefined ? url : `twilio:${account}/${message}/${media}` }
}

const kept = /^https:\/\/[^/]+\/2010-04-01\/Accounts\/(\w+)\/Messages\/(\w+)\/Media\/(\w+)$/
const kinds = ['image', 'audio', 'video'] as const
