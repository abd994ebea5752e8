import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Inbound, WebhookRequest } from '../../../bots/channel.ts'
import { instagram } from '../../../bots/channels/instagram.ts'
import { messenger } from '../../../bots/channels/messenger.ts'
import { whatsappCloud } from '../../../bots/channels/whatsapp-cloud.ts'
import { instagram as publishedInstagram } from '../../fixtures/payloads/instagram.ts'
import { messenger as publishedMessenger } from '../../fixtures/payloads/messenger.ts'
import type { Published } from '../../fixtures/payloads/published.ts'
import { whatsappCloud as publishedWhatsapp } from '../../fixtures/payloads/whatsapp-cloud.ts'

/*
 * Payloads that were published elsewhere lie beside the checkout, not in it. Where they are not, this says so and
 * is skipped; our own fixtures, of the same shapes, are tried in any case.
 */
const folder = new URL('../../../../shared/payloads/', import.meta.url)
const present = existsSync(folder)
if (!present) console.warn(`Skipped: there are no published payloads of Meta's in ${folder.pathname}`)

const account = { apiBase: 'https://graph.example', version: 'v26.0' }

const channels: [string, Published, (request: WebhookRequest) => Inbound[] | Promise<Inbound[]>][] = [
  ['whatsapp-cloud', publishedWhatsapp, (request) => whatsappCloud.parse(request, account)],
  ['messenger', publishedMessenger, (request) => messenger.parse(request, account)],
  ['instagram', publishedInstagram, (request) => instagram.parse(request, account)],
]

describe.runIf(present).each(channels)('published for %s:', (channel, { becomes }, parse) => {
  const read = (name: string) => readFileSync(new URL(`${channel}/${name}.json`, folder), 'utf8')

  test('each payload is in the table', () => {
    const files = readdirSync(new URL(`${channel}/`, folder))
    const names = files.flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : []))
    expect([...Object.keys(becomes), 'vectors'].sort()).toEqual(names.sort())
  })

  test.each(Object.entries(becomes))('becomes what it tells: %s', async (name, events) => {
    const items = await parse(request(read(name)))
    expect(items.map(({ event }) => event)).toEqual(events)
  })

  test('deliveries are believed as the vectors say', () => {
    const vectors: { secret: string; headers: Record<string, string>; body: string; valid: boolean }[] =
      JSON.parse(read('vectors'))
    for (const { secret: appSecret, headers, body, valid } of vectors)
      for (const { verify } of [whatsappCloud, messenger, instagram])
        expect(verify(request(body, headers), { ...account, appSecret })).toBe(valid)
  })

  test('the handshake is answered', () => {
    const [first = '', second] = readFileSync(
      new URL(`${channel}/verify_challenge_get.txt`, folder),
      'utf8',
    ).split('\n')
    const [, url = ''] = first.split(' ')
    const query = Object.fromEntries(new URLSearchParams(url.split('?')[1]))
    const settings = { ...account, verifyToken: 'meatyhamhock' }
    const answer = messenger.answer?.({ ...request(''), method: 'GET', url, query }, settings)
    expect(`-> ${answer?.status}, body exactly: ${answer?.body}`).toBe(second)
  })
})

function request(body: string, headers: Record<string, string> = {}): WebhookRequest {
  return { method: 'POST', url: '/hooks', query: {}, headers, body: Buffer.from(body) }
}
