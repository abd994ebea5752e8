import { createHash, createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { verify } from '../../../../bots/platforms/twilio/verify.ts'
import { account, request } from '../../channels/twilio-forms.ts'

const url = '/hooks/sms/shop'
const body = 'Body=Hello&From=%2B15005550101'
const told = 'BodyHelloFrom+15005550101'
const sign = (text: string) => createHmac('sha1', account.authToken).update(text).digest('base64')
const from = (address: string, host: string, publicUrl = '') =>
  verify(request(url, body, sign(address + told), host), { ...account, publicUrl })

test('the public address is the one that counts, whatever the proxy calls us', () => {
  expect(from(`https://chat.example${url}`, 'parley.internal:3000', 'https://chat.example')).toBe(true)
  expect(from(`https://chat.example${url}`, 'parley.internal:3000', 'https://chat.example/')).toBe(true)
  expect(from(`https://chat.example/bots${url}`, 'chat.example', 'https://chat.example/bots')).toBe(true)
  expect(from(`https://other.example${url}`, 'other.example', 'https://chat.example')).toBe(false)
})

test.each([
  [`https://chat.example${url}`, 'chat.example'],
  [`http://chat.example${url}`, 'chat.example'],
  [`https://chat.example:443${url}`, 'chat.example'],
  [`https://chat.example${url}`, 'chat.example:8443'],
  [`http://chat.example:3000${url}`, 'chat.example:3000'],
])('without it the Host is tried in every form: %s by %s', (address, host) => {
  expect(from(address, host)).toBe(true)
  expect(from(address, 'other.example')).toBe(false)
})

test.each(['', 'a b', '[', 'chat.example/x', '\u0000', 'http://'])(
  'a strange Host is believed nothing: %j',
  (host) => {
    expect(from(`https://chat.example${url}`, host)).toBe(false)
  },
)

test('a body that is no form is believed by its hash', () => {
  const json = '{"property": "välue"}'
  const hashed = `${url}?bodySHA256=${createHash('sha256').update(json).digest('hex')}`
  const signature = sign(`https://chat.example${hashed}`)
  expect(verify(request(hashed, json, signature), account)).toBe(true)
  expect(verify(request(hashed, `${json} `, signature), account)).toBe(false)
})

test('a parameter that comes several times counts once for each value', () => {
  const signature = sign(`https://chat.example${url}AoneAtwo`)
  expect(verify(request(url, 'A=two&A=one&A=two', signature), account)).toBe(true)
})
