import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from '../../../../bots/platforms/x/connect.ts'
import { faults, problem, startXApi, type XApi } from '../../../doubles/x-api.ts'
import { needs } from '../../channels/contract.ts'

const signal = new AbortController().signal
const keys = {
  apiKey: 'invented-api-key',
  apiSecret: 'invented-api-secret',
  accessToken: '800100000000000001-inventedAccessToken',
  accessSecret: 'invented-access-secret',
}

let api: XApi
beforeEach(async () => {
  api = await startXApi(keys)
})
afterEach(async () => {
  await api.close()
})

const open = (more: Partial<typeof needs> = {}) =>
  connect({ ...keys, apiBase: api.url }, { ...needs, ...more })
const send = (text = 'Olá') => open().send([{ to: '7001', text }], { key: 'k', signal })

test('sends, signed, and takes the id that echoes have', async () => {
  expect(await send()).toEqual({ id: '1900000000000000601' })
  expect(api.sends()).toEqual([{ to: '7001', text: 'Olá' }])
})

test('signs every request anew', async () => {
  for (const _ of [1, 2]) await send()
  const [first, second] = api.calls.map(({ headers }) => headers.authorization)
  expect(first).not.toBe(second)
})

test.each([
  [402, 'Your credits are used up.', 'account'],
  [429, 'Usage cap exceeded: monthly product cap', 'account'],
  [403, 'You cannot send messages to this user.', 'blocked'],
  [403, 'Your client app is not configured with the appropriate permissions.', 'account'],
  [404, 'Could not find user', 'permanent'],
] as const)('knows what X means by %i %s', async (status, detail, kind) => {
  api.fail(problem(status, detail))
  await expect(send()).rejects.toMatchObject({ class: kind, message: `X said: ${status} ${detail}` })
})

test('keeps the keys and what was said out of every error', async () => {
  for (const fault of ['close', { status: 201, body: '<html>a proxy</html>' }, faults.refused] as const) {
    api.fail(fault)
    const error = await send('my secret wish').then(
      () => expect.unreachable('it was sent'),
      (failure: unknown) => failure,
    )
    const told = error instanceof Error ? `${error.stack}${JSON.stringify(error)}${error.cause}` : ''
    expect(told).toContain('X ')
    for (const hidden of [...Object.values(keys), 'my secret wish']) expect(told).not.toContain(hidden)
  }
})

test('fetches a file the customer sent, and nothing else', async () => {
  const file = await open().media?.(`x:${api.url}/1.1/ton/data/dm/7`, signal)
  expect(await new Response(file?.body).text()).toBe('bytes of a picture')
  for (const url of [
    'https://shop.example/a.png',
    'x:https://shop.example/a.png',
    'x:http://ton.twitter.com/a',
    'x:https://ton.twitter.com.shop.example/a',
    'x:',
  ])
    await expect(open().media?.(url, signal)).rejects.toThrow('no file of X')
})

test('shows its keys to the host that asks for them only', async () => {
  const asked: [string, boolean][] = []
  const connection = open({
    fetch: async ({ url, headers = {} }) => {
      asked.push([new URL(url).host, 'authorization' in headers])
      const target = new URL(url).host.startsWith('ton.') ? { location: 'https://elsewhere.example/a' } : {}
      return { status: 'location' in target ? 302 : 200, headers: target, body: new ReadableStream() }
    },
  })
  for (const url of ['https://ton.twitter.com/1.1/a.jpg', 'https://video.twimg.com/a.mp4'])
    await connection.media?.(`x:${url}`, signal)
  expect(asked).toEqual([
    ['ton.twitter.com', true],
    ['elsewhere.example', false],
    ['video.twimg.com', false],
  ])
})

test('tells in words what does not work', async () => {
  const webhook = 'https://chat.example/hooks/x/shop'
  const rows = async (more: Partial<typeof needs> = { webhook }) => (await open(more).check?.()) ?? []
  expect(await rows()).toEqual([
    { name: 'Access token', ok: true },
    { name: 'Direct messages', ok: true },
    { name: 'Receiving', ok: true, help: expect.stringContaining(webhook) },
  ])
  api.level.access = 'read-write'
  expect((await rows())[1]).toMatchObject({
    ok: false,
    help: expect.stringContaining('make the access token anew'),
  })
  expect((await rows({}))[2]).toMatchObject({ ok: false, help: expect.stringContaining('PUBLIC_URL') })
  api.fail(faults.account, /users\/me/)
  expect(await rows()).toEqual([
    { name: 'Access token', ok: false, help: expect.stringContaining('console.x.com') },
  ])
})
