import { describe, expect, test } from 'vitest'
import type { WebhookRequest } from '../../../bots/channel.ts'
import { botframework } from '../../../bots/channels/botframework.ts'
import { claims, published, token } from '../../doubles/bot-service.ts'
import { carried, botframework as tables } from '../../fixtures/payloads/botframework.ts'
import { isPresent, namesOf, read } from '../../fixtures/payloads/published.ts'

const account = {
  appId: '11111111-2222-3333-4444-555555555555',
  password: 'invented',
  tenant: 'botframework.com',
  loginBase: 'https://login.microsoftonline.com',
  openIdUrl: 'https://login.botframework.com/v1/.well-known/openidconfiguration',
  issuer: 'https://api.botframework.com',
}
const teams = { folder: 'botframework-teams', ending: '.json' } as const

describe.each(tables)('published in $folder:', (table) => {
  const { becomes, why, others } = table
  const present = isPresent(table)

  test.runIf(present)('each payload is in the table, and what tells nothing says why', () => {
    expect([...Object.keys(becomes), ...Object.keys(others)].sort()).toEqual(namesOf(table))
    expect(Object.keys(why)).toEqual(Object.keys(becomes).filter((name) => becomes[name]?.length === 0))
  })

  test.runIf(present).each(Object.entries(becomes))('%s becomes what it tells', async (name, events) => {
    const items = await botframework.parse(request(carried(name, read(table, name))), account)
    expect(items.map(({ event }) => event)).toEqual(events)
    expect(JSON.stringify(items)).not.toContain('xoxb-')
  })

  test.runIf(present).each(Object.entries(others))('%s is no delivery: %s', async (name) => {
    expect(await botframework.parse(request(read(table, name)), account)).toEqual([])
  })
})

describe.runIf(isPresent(teams))('a published payload of Teams', () => {
  test('is known as of a group, where it is of a channel', async () => {
    for (const name of ['channel_mention', 'card_action', 'dm_mention', 'installation_update_add']) {
      const [item] = await botframework.parse(request(read(teams, name)), account)
      expect(item?.from.group).toBe(true)
    }
  })

  test('is believed with a token of the published form', async () => {
    const { header, payload } = JSON.parse(read(teams, 'jwt_claims_connector_to_bot'))
    const body = read(teams, 'dm_dm_message')
    const made = claims(account.appId, JSON.parse(body).serviceUrl)
    expect(Object.keys(made).sort()).toEqual(Object.keys(payload).sort())
    expect(header.alg).toBe('RS256')
    const keys = JSON.parse(JSON.stringify(published))
    expect(await botframework.verify(request(body, token(made)), account, keys)).toBe(true)
    const past = { ...made, nbf: payload.nbf, exp: payload.exp }
    expect(await botframework.verify(request(body, token(past)), account, keys)).toBe(false)
  })
})

function request(body: string, bearer = ''): WebhookRequest {
  const headers = { authorization: `Bearer ${bearer}` }
  return { method: 'POST', url: '/hooks/botframework/shop', query: {}, headers, body: Buffer.from(body) }
}
