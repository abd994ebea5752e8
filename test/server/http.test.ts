import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHttp, isPublic } from '../../server/http.ts'

let server: Server
let origin: string
let asked = 0
beforeAll(async () => {
  server = createServer((request, response) => {
    asked++
    if (request.url === '/large') return void response.end('x'.repeat(100_000))
    if (request.url === '/slow') return void response.write('a')
    if (request.url === '/moved') return void response.writeHead(302, { location: `${origin}/here` }).end()
    response.end(JSON.stringify({ method: request.method, encoding: request.headers['accept-encoding'] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address: AddressInfo | string | null = server.address()
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const spellings = [
  '127.0.0.1',
  '127.1',
  '0x7f.1',
  '2130706433',
  '0177.0.0.1',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  'localhost',
  'localhost.',
  '⑫7.0.0.1',
  '0.0.0.0',
  '[::]',
  '169.254.169.254',
  '10.0.0.1',
  '192.168.1.1',
  '172.16.0.1',
  '[fd00:ec2::254]',
  '[fe80::1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '100.64.0.1',
  '[::127.0.0.1]',
]

test.each(spellings)('refuses a private address written as %s', async (host) => {
  const { http, close } = createHttp()
  const before = asked
  await expect(http({ url: `http://${host}:${new URL(origin).port}/`, timeout: 2000 })).rejects.toThrow()
  expect(asked).toBe(before)
  await close()
})

test('refuses other schemes, user names and the ports of other protocols', async () => {
  const { http, close } = createHttp()
  for (const url of [
    'file:///etc/passwd',
    'ftp://example.com/',
    'gopher://example.com/',
    'http://a:b@example.com/',
    'http://example.com:6379/',
    'http://example.com:25/',
    'no address',
  ])
    await expect(http({ url, timeout: 2000 })).rejects.toThrow(/may not|not a web address/)
  await close()
})

test('reaches an origin that the operator allowed, and only that one', async () => {
  const { http, close } = createHttp([origin])
  expect(JSON.parse((await http({ url: `${origin}/`, timeout: 2000 })).body)).toEqual({
    method: 'GET',
    encoding: 'identity',
  })
  await expect(http({ url: `http://localhost:${new URL(origin).port}/`, timeout: 2000 })).rejects.toThrow()
  await close()
})

test('follows no redirect', async () => {
  const { http, close } = createHttp([origin])
  expect((await http({ url: `${origin}/moved`, timeout: 2000 })).status).toBe(302)
  await close()
})

test('gives up on a large answer and at the deadline', async () => {
  const { http, close } = createHttp([origin])
  await expect(http({ url: `${origin}/large`, timeout: 5000, most: 1000 })).rejects.toThrow(/larger/)
  await expect(http({ url: `${origin}/slow`, timeout: 100 })).rejects.toThrow()
  await close()
})

test('knows which addresses are public', () => {
  expect(['8.8.8.8', '2606:4700::1111'].map(isPublic)).toEqual([true, true])
  expect(
    ['127.0.0.1', '::1', '10.1.1.1', 'fd00::1', '::ffff:10.0.0.1', 'nonsense'].map(isPublic),
  ).not.toContain(true)
})
