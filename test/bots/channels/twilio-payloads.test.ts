import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { validateRequest, validateRequestWithBody } from 'twilio/lib/webhooks/webhooks.js'
import { describe, expect, test } from 'vitest'
import type { Inbound } from '../../../bots/channel.ts'
import { sms } from '../../../bots/channels/sms.ts'
import { whatsapp } from '../../../bots/channels/whatsapp.ts'
import { verify } from '../../../bots/platforms/twilio/verify.ts'
import { sms as publishedSms } from '../../fixtures/payloads/sms.ts'
import { whatsapp as publishedWhatsapp } from '../../fixtures/payloads/whatsapp.ts'
import { account, request } from './twilio-forms.ts'

/*
 * Payloads that were published elsewhere lie beside the checkout, not in it. Where they are not, this says so and
 * is skipped; our own fixtures, of the same shapes, are tried in any case.
 */
const folder = new URL('../../../../shared/payloads/', import.meta.url)
const present = ['twilio-sms', 'twilio-whatsapp'].every((name) => existsSync(new URL(name, folder)))
if (!present) console.warn(`Skipped: there are no published Twilio payloads in ${folder.pathname}`)

const becomes = { 'twilio-sms': publishedSms.becomes, 'twilio-whatsapp': publishedWhatsapp.becomes } as const

const parse = {
  'twilio-sms': (body: string) => sms.parse(request('/', body), account),
  'twilio-whatsapp': (body: string) =>
    whatsapp.parse(request('/', body), {
      ...account,
      contentBase: account.apiBase,
      messagingBase: account.apiBase,
    }),
} satisfies Record<string, (body: string) => Inbound[] | Promise<Inbound[]>>

describe.runIf(present).each(['twilio-sms', 'twilio-whatsapp'] as const)(
  'a published payload of %s',
  (name) => {
    const read = (file: string) => readFileSync(new URL(`${name}/${file}`, folder), 'utf8')

    test('is in the table, each of them', () => {
      const files = readdirSync(new URL(name, folder)).filter((file) => file.endsWith('.txt'))
      expect(files.map((file) => file.slice(0, -4)).sort()).toEqual(Object.keys(becomes[name]).sort())
    })

    test.each(Object.entries(becomes[name]))('becomes what it tells: %s', async (file, events) => {
      const items = await parse[name](read(`${file}.txt`).trim())
      expect(items.map(({ event }) => event)).toEqual(events)
    })

    test.each(vectors(name))(
      'is believed as the vectors say (%#)',
      ({ secret, url, body, params, headers, valid }) => {
        const signature = headers['x-twilio-signature']
        const own =
          body === undefined
            ? validateRequest(secret, signature ?? '', url, params)
            : validateRequestWithBody(secret, signature ?? '', url, body)
        expect(own).toBe(valid)
        const { origin, host } = new URL(url)
        const delivered = request(
          url.slice(origin.length),
          body ?? new URLSearchParams(params).toString(),
          signature,
          host,
        )
        expect(verify(delivered, { ...account, authToken: secret, publicUrl: origin })).toBe(valid)
        expect(verify(delivered, { ...account, authToken: secret, publicUrl: '' })).toBe(valid)
      },
    )
  },
)

test.runIf(present)('a published failure with the number it went to becomes a failed receipt', async () => {
  const body = readFileSync(new URL('twilio-sms/status_failed_30008.txt', folder), 'utf8').trim()
  const [item] = await parse['twilio-sms'](`${body}&To=%2B14133881111`)
  expect(item?.from.id).toBe('+14133881111')
  expect(item?.event).toEqual({
    type: 'receipt',
    id: 'SMd560ac79e4a4d36b3ce59f1f50471986',
    status: 'failed',
    reason: 'Twilio said: 30008 Unknown error',
  })
})

interface Vector {
  secret: string
  url: string
  headers: Record<string, string>
  params: Record<string, string>
  body?: string
  valid: boolean
}

function vectors(name: string): Vector[] {
  if (!present) return []
  const all: Vector[] = JSON.parse(readFileSync(new URL(`${name}/vectors.json`, folder), 'utf8'))
  expect(all).toHaveLength(9)
  return all
}
