import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { wechat } from '../../../bots/channels/wechat.ts'
import { opened, signatureOf } from '../../../bots/platforms/wechat/envelope.ts'
import { wechat as published } from '../../fixtures/payloads/wechat.ts'
import { account, request, seal } from './wechat-xml.ts'

/*
 * Payloads that were published elsewhere lie beside the checkout, not in it. Where they are not, this says so and
 * is skipped; our own fixtures, of the same shapes, are tried in any case.
 */
const folder = new URL('../../../../shared/payloads/wechat/', import.meta.url)
const present = existsSync(folder)
if (!present) console.warn(`Skipped: there are no published WeChat payloads in ${folder.pathname}`)

interface Vector {
  mode: string
  token: string
  encodingAESKey: string
  appId: string
  query: Record<string, string>
  encrypt?: string
  random16?: string
  timestamp?: string
  nonce?: string
  plain?: string
  expect?: Record<string, string>
  valid: boolean
}

afterEach(() => {
  vi.useRealTimers()
})

describe.runIf(present)('a published payload', () => {
  const read = (name: string) => readFileSync(new URL(name, folder), 'utf8')

  test('is in the table, each of them', () => {
    const names = readdirSync(folder).flatMap((name) => (name.endsWith('.xml') ? [name.slice(0, -4)] : []))
    expect(Object.keys(published.becomes).sort()).toEqual(names.sort())
  })

  test.each(Object.entries(published.becomes))('becomes what it tells: %s', async (name, events) => {
    const items = await wechat.parse(request({}, read(`${name}.xml`)), account)
    expect(items.map(({ event }) => event)).toEqual(events)
  })

  test('is believed as the vectors say, on its day', async () => {
    const vectors: Vector[] = JSON.parse(read('vectors.json'))
    expect(vectors).toHaveLength(6)
    for (const vector of vectors) {
      const { token, encodingAESKey: aesKey, appId, query, encrypt, valid } = vector
      if (query === undefined) continue // what WeChat would be answered: see below
      const settings = { ...account, token, aesKey, appId }
      const day = Number(query.timestamp) * 1000
      vi.useFakeTimers({ now: day, toFake: ['Date'] })
      if (encrypt === undefined) {
        const answer = wechat.answer?.(request(query, '', 'GET'), settings)
        expect(answer?.status).toBe(valid ? 200 : 403)
        expect((answer?.body ?? '').length > 0).toBe(valid)
        continue
      }
      const delivery = request(query, `<xml><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`)
      expect(wechat.verify(delivery, settings)).toBe(valid)
      const [item] = await wechat.parse(delivery, settings)
      const { FromUserName, Content } = vector.expect ?? {}
      expect(item?.from.id).toBe(FromUserName)
      expect(item?.event).toMatchObject({ message: { type: 'text', text: Content } })
      for (const later of [301_000, -301_000]) {
        vi.setSystemTime(day + later)
        expect(wechat.verify(delivery, settings)).toBe(false)
      }
      vi.setSystemTime(day)
      expect(wechat.verify(delivery, { ...settings, appId: 'wxfedcba9876543210' })).toBe(false)
    }
  })

  test('that was sealed with known chance opens to the same', () => {
    const vectors: Vector[] = JSON.parse(read('vectors.json'))
    const {
      token,
      encodingAESKey: aesKey,
      appId,
      random16,
      plain,
      expect: told,
      timestamp,
      nonce,
    } = vectors.at(-1) ?? {}
    const { Encrypt = '', MsgSignature } = told ?? {}
    expect(opened(Encrypt, aesKey ?? '')).toEqual({ text: plain, appId })
    expect(signatureOf(token ?? '', timestamp ?? '', nonce ?? '', Encrypt)).toBe(MsgSignature)
    const sealed = seal(plain ?? '', { appId: appId ?? '', aesKey: aesKey ?? '', random: random16 ?? '' })
    expect(sealed).toBe(Encrypt)
  })

  test('of the envelope is the one of the vectors', () => {
    const vectors: Vector[] = JSON.parse(read('vectors.json'))
    expect(read('encrypted_envelope.xml')).toContain(vectors[1]?.encrypt)
  })
})
