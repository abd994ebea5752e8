import { afterAll, beforeAll, expect, test } from 'vitest'
import { check } from '../../server/check.ts'
import { createHttp } from '../../server/http.ts'
import { type Opened, opened } from './opened.ts'

const { fetch } = createHttp()
let parley: Opened
beforeAll(async () => {
  parley = await opened({
    MESSENGER_APP_SECRET: 'a',
    SMS_ACCOUNT_SID: 'AC01',
    SMS_AUTH_TOKEN: 'invented',
    SMS_FROM: '+15005550006',
    SMS_API_BASE: 'http://127.0.0.1:9',
  })
})
afterAll(() => parley.end())

const accountOf = (id: string) => {
  const account = parley.accounts.get(id)
  if (!account) throw new Error(`there is no ${id}`)
  return account
}
const look = (id: string, address: string | null) =>
  check(accountOf(id), { connection: null, fetch, address })

test('an account that is off says why', async () => {
  const [row, ...more] = await look('messenger/default', null)
  expect(row).toEqual({ name: 'Settings', ok: false, help: expect.stringContaining('MESSENGER_TOKEN') })
  expect(more).toEqual([])
})

test('a signed delivery is sent to the public address, and comes in', async () => {
  const rows = await look('sms/default', parley.url)
  expect(rows).toContainEqual({ name: 'Signed delivery', ok: true })
  expect(await parley.store.conversations({ limit: 5, order: 'recent' })).toEqual([])
})

test('an address that leads nowhere, or elsewhere, is told', async () => {
  const help = async (address: string) => (await look('sms/default', address)).at(-1)?.help
  expect(await help('http://127.0.0.1:9')).toContain('cannot be reached')
  expect(await help(`${parley.url}/nowhere`)).toContain('answered 404. PUBLIC_URL must lead to Parley')
})

test('what the connection throws is told in words', async () => {
  const connection = parley.accounts.connection('sms/default')
  const rows = await check(accountOf('sms/default'), { connection, fetch, address: null })
  expect(rows[0]).toMatchObject({ name: 'Account', ok: false })
  expect(rows.at(-1)).toEqual({ name: 'Signed delivery', ok: true })
})
