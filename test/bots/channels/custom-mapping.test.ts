import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { custom } from '../../../bots/channels/custom.ts'
import type { Json, Message } from '../../../bots/message.ts'
import { account, delivery, headersOf } from './custom-webhooks.ts'

type Fields = { [field: string]: Json }
interface Mapping {
  in: { about: string; there: Fields; here: { from: { id: string }; event: object } }[]
  out: { about: string; message: Message; here: object; there: Fields }[]
}

/** The sample of a gateway to a platform without a public API; what stands under `there` is a gateway's own matter. */
const mapping: Mapping = JSON.parse(
  readFileSync(new URL('../../fixtures/custom/tango-mapping.json', import.meta.url), 'utf8'),
)

describe('the sample mapping', () => {
  test.each(mapping.in)('in: $about', async ({ here }) => {
    const body = JSON.stringify({ items: [here] })
    const request = delivery(body, headersOf(body))
    expect(custom.verify(request, account)).toBe(true)
    const items = await custom.parse(request, account)
    expect(items).toMatchObject([here.event].map((event) => ({ from: here.from, event })))
  })

  test.each(mapping.out)('out: $about', ({ message, here }) => {
    const address = { chatId: 'c-55' }
    const to = { id: 'a-77', address, author: 'bot', key: 'k', language: 'en' } as const
    expect(custom.render(message, to)).toEqual([here])
  })

  test('is of one conversation: what is asked comes back as what was asked', () => {
    const [, asked] = mapping.out
    const pressed = mapping.in[1]?.here.event
    const choice = asked?.message.type === 'choices' ? asked.message.choices[0] : undefined
    expect(pressed).toMatchObject({ message: { ...choice, of: 'v12' } })
  })
})
