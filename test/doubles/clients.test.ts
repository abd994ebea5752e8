import { messagingApi } from '@line/bot-sdk'
import twilio from 'twilio'
import { expect, test } from 'vitest'
import { line } from '../../bots/channels/line.ts'
import { sms } from '../../bots/channels/sms.ts'
import { needs } from '../bots/channels/contract.ts'
import { account } from '../bots/channels/twilio-forms.ts'
import { startLineApi } from './line-api.ts'
import { startTwilioApi } from './twilio-api.ts'

/* The providers' own clients talk to the stand-ins: so these take what is true, and our requests are the same. */

const to = { id: 'U7', address: null, author: 'bot', key: 'k', language: 'en' } as const
const options = { key: 'k', signal: new AbortController().signal }
const said = { type: 'text', text: 'Hello, how can we help?' } as const

test("LINE's own client pushes what we push, and its second try with a key is told as accepted", async () => {
  const api = await startLineApi('a-token')
  try {
    const client = new messagingApi.MessagingApiClient({ channelAccessToken: 'a-token', baseURL: api.url })
    const message = { to: 'U7', messages: [said] }
    const key = '01900000-0000-7000-8000-000000000001'
    expect((await client.pushMessage(message, key)).sentMessages).toHaveLength(1)
    await expect(client.pushMessage(message, key)).rejects.toMatchObject({ status: 409 })
    const settings = { secret: 's', token: 'a-token', apiBase: api.url, dataBase: api.url }
    const connection = line.connect(settings, needs)
    await connection.send(line.render(said, to), options)
    await connection.close()
    const [theirs, , ours] = api.sends().map(({ by, payload }) => ({ by, payload }))
    expect(ours).toEqual(theirs)
  } finally {
    await api.close()
  }
})

test("Twilio's own client creates what we create", async () => {
  const api = await startTwilioApi(account)
  try {
    const client = twilio(account.accountSid, account.authToken)
    client.api.baseUrl = api.url
    const number = { to: '+15005550101', from: account.from, body: said.text }
    expect((await client.messages.create(number)).sid).toMatch(/^SM/)
    const connection = sms.connect({ ...account, apiBase: api.url }, needs)
    await connection.send(sms.render(said, { ...to, id: '+15005550101' }), options)
    await connection.close()
    const [theirs, ours] = api.sends()
    expect(ours).toEqual(theirs)
  } finally {
    await api.close()
  }
})
