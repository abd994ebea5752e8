import { afterEach, beforeEach, expect, test } from 'vitest'
import { download } from '../../../bots/platforms/download.ts'
import { createHttp } from '../../../server/http.ts'
import { type StandInAnswer, startStandIn } from '../../doubles/stand-in.ts'

const { fetch } = createHttp()
const signal = new AbortController().signal
const headers = { authorization: 'Bearer secret' }
let answers: Record<string, StandInAnswer>
let platform: Awaited<ReturnType<typeof startStandIn>>
let elsewhere: Awaited<ReturnType<typeof startStandIn>>
beforeEach(async () => {
  answers = { '/file': { status: 200, headers: { 'content-type': 'image/png' }, body: 'PNG' } }
  platform = await startStandIn(({ path }) => answers[path] ?? { status: 404 })
  elsewhere = await startStandIn(() => ({ status: 200, body: 'secret' }))
})
afterEach(async () => {
  await platform.close()
  await elsewhere.close()
})

const moved = (location: string): StandInAnswer => ({ status: 302, headers: { location } })
const get = async (path: string, trusted = platform.url) => {
  const { body, type } = await download(fetch, new URL(path, platform.url), { headers, signal, trusted })
  return { type, text: await new Response(body).text() }
}

test('gives the file, asked for with the credentials', async () => {
  expect(await get('/file')).toEqual({ type: 'image/png', text: 'PNG' })
  expect(platform.calls[0]?.headers.authorization).toBe('Bearer secret')
})

test('follows where it leads without the credentials', async () => {
  answers['/moved'] = moved('/file')
  expect((await get('/moved')).text).toBe('PNG')
  expect(platform.calls.map((call) => call.headers.authorization)).toEqual(['Bearer secret', undefined])
})

test('does not follow to a private or an unsafe address, and tells why', async () => {
  for (const place of [
    elsewhere.url,
    'https://127.0.0.1:1/',
    'https://169.254.169.254/',
    'file:///etc/passwd',
  ]) {
    answers['/moved'] = moved(place)
    await expect(get('/moved')).rejects.toThrow()
  }
  answers['/moved'] = moved(elsewhere.url)
  await expect(get('/moved')).rejects.toThrow('not at a safe address')
  expect(elsewhere.calls).toEqual([])
})

test('does not ask a private address that is not the account’s own', async () => {
  await expect(get('/file', 'https://api.platform.example')).rejects.toThrow('not a public address')
  expect(platform.calls).toEqual([])
})

test('gives up on one that leads on and on, and says what else it was answered', async () => {
  answers['/round'] = moved('/round')
  await expect(get('/round')).rejects.toThrow('leads on and on')
  await expect(get('/none')).rejects.toThrow('did not give the file: 404')
})
