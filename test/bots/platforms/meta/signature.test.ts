import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { signature } from '../../../../bots/platforms/meta/signature.ts'

const signed = (secret: string, body: string) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
const request = (body: string, header: string) => ({
  method: 'POST',
  url: '/hooks',
  query: {},
  headers: { 'x-hub-signature-256': header },
  body: Buffer.from(body),
})

test('is of the bytes that came, escapes included', () => {
  const body = String.raw`{"text":"Ol\u00e1"}`
  expect(signature(request(body, signed('s', body)), 's')).toBe(true)
  expect(signature(request('{"text":"Olá"}', signed('s', body)), 's')).toBe(false)
})

test('is never right without a secret, which anybody could sign with', () => {
  expect(signature(request('{}', signed('', '{}')), '')).toBe(false)
  expect(signature(request('{}', signed('', '{}')), undefined)).toBe(false)
})
