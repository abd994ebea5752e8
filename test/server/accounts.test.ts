import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startBotApi } from '../doubles/bot-api.ts'
import { loggedIn, type Opened, opened } from './opened.ts'

let parley: Opened
let ann: Awaited<ReturnType<typeof loggedIn>>
const env = {
  TELEGRAM_TOKEN: '90020001:AAfixedfixedfixedfixedfixedfixed',
  TELEGRAM_API_BASE: 'http://127.0.0.1:9',
}
const token = '90020002:AAsecretsecretsecretsecretsecret1234'
const secret = 'a-webhook-secret-5678'
beforeAll(async () => {
  parley = await opened(env)
  ann = await loggedIn(parley, parley.url, 'Ann')
})
afterAll(() => parley.end())

const at = (id: string) => `/accounts/${encodeURIComponent(id)}`
const make = (name: string, settings: object = {}) =>
  ann.ask<{ id: string; off: string | null; settings: Record<string, unknown> }>('/accounts', 'POST', {
    channel: 'telegram',
    name,
    settings: { token, secret, apiBase: 'http://127.0.0.1:9', ...settings },
  })
const hook = (id: string, given = secret) =>
  fetch(`${parley.url}/hooks/${id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': given },
    body: '{}',
  })

describe('the secrets of an account', () => {
  test('go in and never come out', async () => {
    const made = await make('hidden')
    expect(made.body).toMatchObject({ id: 'telegram/hidden', off: null, settings: { token: '••••1234' } })
    const answers = [
      made,
      await ann.ask('/accounts'),
      await ann.ask(at('telegram/hidden'), 'PUT', { settings: { apiBase: 'http://127.0.0.1:9' } }),
      await ann.ask(`${at('telegram/hidden')}/check`),
      await ann.ask('/channels'),
    ]
    for (const { status, body } of answers) {
      expect(status).toBe(200)
      for (const hidden of [token, secret, env.TELEGRAM_TOKEN])
        expect(JSON.stringify(body)).not.toContain(hidden.slice(0, -4))
    }
  })

  test('stay as they are when they come back as they were shown, and change when they are given anew', async () => {
    const { settings } = (await make('kept')).body
    await ann.ask(at('telegram/kept'), 'PUT', { settings })
    expect(parley.accounts.get('telegram/kept')?.settings).toMatchObject({ token, secret })
    await ann.ask(at('telegram/kept'), 'PUT', { settings: { ...settings, secret: 'another-secret-of-ours' } })
    expect(parley.accounts.get('telegram/kept')?.settings).toMatchObject({
      token,
      secret: 'another-secret-of-ours',
    })
    expect([
      (await hook('telegram/kept')).status,
      (await hook('telegram/kept', 'another-secret-of-ours')).status,
    ]).toEqual([401, 200])
  })

  test('are not in the words that tell what is wrong with the settings', async () => {
    const wrong = await make('wrong', { apiBase: 7 })
    expect(wrong.status).toBe(400)
    expect(JSON.stringify(wrong.body)).toContain('apiBase')
    expect(JSON.stringify(wrong.body)).not.toContain(token)
    expect(parley.accounts.get('telegram/wrong')).toBeNull()
  })
})

test('an account that the environment sets is shown, and is not changed here', async () => {
  const { body } = await ann.ask<{ items: { id: string; fixed: boolean }[] }>('/accounts')
  expect(body.items).toContainEqual(expect.objectContaining({ id: 'telegram/default', fixed: true }))
  expect((await ann.ask(at('telegram/default'), 'PUT', { settings: { token } })).status).toBe(400)
  expect((await ann.ask(at('telegram/default'), 'DELETE')).status).toBe(409)
  expect((await make('default')).status).toBe(409)
})

test('an account without what it needs is off, says why, and takes nothing', async () => {
  const off = await ann.ask<{ off: string }>('/accounts', 'POST', {
    channel: 'telegram',
    name: 'empty',
    settings: {},
  })
  expect(off).toMatchObject({ status: 200, body: { off: expect.stringMatching(/token/i) } })
  expect((await hook('telegram/empty')).status).toBe(503)
  const { body } = await ann.ask(`${at('telegram/empty')}/check`)
  expect(body).toMatchObject({ items: [{ ok: false, help: off.body.off }] })
})

test('a check tells whether the platform takes the token', async () => {
  const platform = await startBotApi()
  await make('checked', { apiBase: platform.url })
  const { body } = await ann.ask<{ items: { ok: boolean }[] }>(`${at('telegram/checked')}/check`)
  expect(body.items.some(({ ok }) => ok)).toBe(true)
  await platform.close()
  const dead = await ann.ask<{ items: { ok: boolean; help?: string }[] }>(`${at('telegram/checked')}/check`)
  expect(dead.body.items).toContainEqual(expect.objectContaining({ ok: false, help: expect.any(String) }))
})

test('a removed account is gone at once, and one that is kept is there after the next start', async () => {
  await make('leaves')
  await make('stays')
  expect((await ann.ask(at('telegram/leaves'), 'DELETE')).status).toBe(200)
  expect((await hook('telegram/leaves')).status).toBe(404)
  expect((await ann.ask(at('telegram/leaves'), 'DELETE')).status).toBe(409)
  const { folder } = parley
  await parley.close()
  parley = await opened(env, folder)
  expect(parley.accounts.get('telegram/leaves')).toBeNull()
  expect(parley.accounts.get('telegram/stays')).toMatchObject({
    off: null,
    fixed: false,
    settings: { token },
  })
  expect((await hook('telegram/stays')).status).toBe(200)
})
