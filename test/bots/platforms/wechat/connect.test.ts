import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect } from '../../../../bots/platforms/wechat/connect.ts'
import { render } from '../../../../bots/platforms/wechat/render.ts'
import { createHttp } from '../../../../server/http.ts'
import { faults, refusal, startWeChatApi, type WeChatApi } from '../../../doubles/wechat-api.ts'
import { needs } from '../../channels/contract.ts'
import { account } from '../../channels/wechat-xml.ts'

const signal = new AbortController().signal
const to = { id: 'o7', address: null, author: 'bot', key: 'k', language: 'zh' } as const
const calls = render({ type: 'text', text: 'Hello' }, to)

let api: WeChatApi
beforeEach(async () => {
  api = await startWeChatApi(account)
})
afterEach(async () => {
  await api.close()
})

const open = (more: Partial<typeof needs> = {}) =>
  connect({ ...account, apiBase: api.url }, { ...needs, ...more })
const failing = (sent: Promise<unknown>) =>
  sent.then(
    () => expect.unreachable('it was sent'),
    (error: unknown) => error,
  )

test('asks for one token, however many messages wait for it, and keeps it', async () => {
  const connection = open()
  const keys = ['a', 'b', 'c', 'd']
  const sent = await Promise.all(keys.map((key) => connection.send(calls, { key, signal })))
  await connection.send(calls, { key: 'e', signal })
  expect(sent.map(({ id }) => id)).toEqual(keys)
  expect(api.asked()).toEqual([false])
  expect(api.sends()).toHaveLength(5)
  expect(api.sends()[0]).toEqual({ touser: 'o7', msgtype: 'text', text: { content: 'Hello' } })
})

test('asks anew shortly before the token ends', async () => {
  let now = needs.clock()
  const connection = open({ clock: () => now })
  await connection.send(calls, { key: 'a', signal })
  now += 6_899_000
  await connection.send(calls, { key: 'b', signal })
  expect(api.asked()).toHaveLength(1)
  now += 1000
  await connection.send(calls, { key: 'c', signal })
  expect(api.asked()).toHaveLength(2)
})

test('takes the token of another program when its own is good no more', async () => {
  const connection = open()
  await connection.send(calls, { key: 'a', signal })
  api.spoil('another program')
  await Promise.all(['b', 'c'].map((key) => connection.send(calls, { key, signal })))
  expect(api.asked()).toEqual([false, false])
})

test('makes WeChat change the token when the one it gives is good no more', async () => {
  const connection = open()
  await connection.send(calls, { key: 'a', signal })
  api.spoil('time')
  await connection.send(calls, { key: 'b', signal })
  expect(api.asked()).toEqual([false, false, true])
})

test('asks for a newer token once, and then gives up', async () => {
  const connection = open()
  const refused = refusal(42001, 'access_token expired')
  for (const fault of [refused, refused]) api.fail(fault)
  expect(await failing(connection.send(calls, { key: 'a', signal }))).toMatchObject({ class: 'account' })
  expect(api.sends()).toHaveLength(2)
})

test('has sent nothing when it got no token', async () => {
  api.fail('close', /stable_token/)
  expect(await failing(open().send(calls, { key: 'a', signal }))).toMatchObject({ class: 'retry' })
  const wrong = connect({ ...account, apiBase: api.url, appSecret: 'another' }, needs)
  expect(await failing(wrong.send(calls, { key: 'a', signal }))).toMatchObject({
    class: 'account',
    message: expect.stringContaining('AppSecret'),
  })
})

test.each([
  [45015, 'window'],
  [45047, 'window'],
  [45009, 'account'],
  [40003, 'permanent'],
] as const)('knows what WeChat means by %i', async (code, kind) => {
  api.fail(refusal(code, 'words of WeChat'))
  expect(await failing(open().send(calls, { key: 'a', signal }))).toMatchObject({ class: kind })
})

test('keeps token, secret and what was said out of every error', async () => {
  const connection = open()
  await connection.send(calls, { key: 'a', signal })
  for (const fault of ['close', { status: 200, body: '<html>a proxy</html>' }, faults.refused] as const) {
    api.fail(fault)
    const error = await failing(connection.send(calls, { key: 'a', signal }))
    const told = error instanceof Error ? `${error.stack}${JSON.stringify(error)}${error.cause}` : ''
    expect(told).toContain('WeChat')
    for (const hidden of ['token-1', account.appSecret, 'Hello']) expect(told).not.toContain(hidden)
  }
})

test('shows that somebody writes, and minds no refusal', async () => {
  const connection = open()
  await connection.typing?.(to)
  api.fail('close', /typing/)
  await connection.typing?.(to)
  expect(
    api.calls.filter(({ path }) => path.endsWith('/typing')).map(({ body }) => JSON.parse(body)),
  ).toEqual([
    { touser: 'o7', command: 'Typing' },
    { touser: 'o7', command: 'Typing' },
  ])
})

test('uploads a picture, and says the address of what is none, or too large, or not to be had', async () => {
  api.keep('/fox.gif', 'GIF89a and so on', 'text/html')
  api.keep('/page', '<html>GIF</html>', 'image/gif')
  api.keep('/large.gif', `GIF${'8'.repeat(10_000_000)}`, 'image/gif')
  const { fetch, close } = createHttp([api.url])
  const connection = open({ fetch })
  const picture = async (path: string, by = connection) => {
    const message = { type: 'media', kind: 'image', url: `${api.url}${path}` } as const
    await by.send(render(message, to), { key: path, signal })
    return api.sends().at(-1)
  }
  expect(await picture('/fox.gif')).toEqual({
    touser: 'o7',
    msgtype: 'image',
    image: { media_id: 'uploaded-1' },
  })
  const upload = api.calls.find(({ path }) => path.endsWith('/upload'))
  expect(upload?.query.get('type')).toBe('image')
  expect(upload?.body).toMatch(
    /^--parley-.+\r\ncontent-disposition: form-data; name="media"; filename="file.gif"\r\ncontent-type: image\/gif\r\n\r\nGIF89a and so on\r\n--parley-.+--\r\n$/,
  )
  for (const path of ['/page', '/large.gif', '/gone'])
    expect(await picture(path)).toEqual({
      touser: 'o7',
      msgtype: 'text',
      text: { content: `${api.url}${path}` },
    })
  expect(await picture('/fox.gif', open())).toMatchObject({ msgtype: 'text' }) // a private address
  api.fail(refusal(40004, 'invalid media type'), /upload/)
  expect(await picture('/fox.gif')).toMatchObject({ msgtype: 'text' })
  await close()
})

test('fetches a file the customer sent, also a video, and nothing else', async () => {
  api.keep('m1', 'bytes of a picture', 'image/jpeg')
  api.keep('v1', JSON.stringify({ video_url: `${api.url}/video/7` }), 'text/plain')
  api.keep('v2', JSON.stringify({ video_url: 'http://169.254.169.254/latest' }), 'text/plain')
  api.keep('/video/7', 'bytes of a video', 'video/mp4')
  const connection = open()
  const file = async (url: string) => new Response((await connection.media?.(url, signal))?.body).text()
  expect(await file('wechat:m1')).toBe('bytes of a picture')
  expect(await file('wechat:v1')).toBe('bytes of a video')
  await expect(file('wechat:v2')).rejects.toThrow('did not give the file')
  await expect(file('wechat:gone')).rejects.toThrow('did not give the file')
  await expect(file('https://shop.example/a.png')).rejects.toThrow('no file of WeChat')
  expect(api.calls.find(({ path }) => path === '/video/7')?.query.toString()).toBe('')
})

test('fetches a file with a newer token when the first is good no more', async () => {
  api.keep('m1', 'bytes of a picture', 'image/jpeg')
  const connection = open()
  await connection.send(calls, { key: 'a', signal })
  api.spoil('another program')
  const file = await connection.media?.('wechat:m1', signal)
  expect(await new Response(file?.body).text()).toBe('bytes of a picture')
})

test('tells in words what does not work', async () => {
  const webhook = 'https://chat.example/hooks/wechat/shop'
  const rows = async (more: Partial<typeof needs> = { webhook }) => (await open(more).check?.()) ?? []
  expect(await rows()).toEqual([
    { name: 'AppID and AppSecret', ok: true },
    { name: 'Customer service messages', ok: true },
    { name: 'Receiving', ok: true, help: expect.stringContaining(webhook) },
  ])
  expect((await rows({}))[2]).toMatchObject({ ok: false, help: expect.stringContaining('PUBLIC_URL') })
  api.fail(faults.account, /getkflist/)
  expect((await rows())[1]).toMatchObject({
    ok: false,
    help: expect.stringContaining('verified service account'),
  })
  api.fail(refusal(40164, 'invalid ip'), /stable_token/)
  expect(await rows()).toEqual([
    { name: 'AppID and AppSecret', ok: false, help: expect.stringContaining('IP whitelist') },
  ])
})
