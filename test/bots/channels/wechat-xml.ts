import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import type { WebhookRequest } from '../../../bots/channel.ts'

/** What an account of the tests has. */
export const account = {
  appId: 'wx0123456789abcdef',
  appSecret: 'invented-app-secret',
  token: 'aTokenOfOurs1',
  apiBase: 'http://127.0.0.1:9',
}
export const aesKey = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'

/** The XML of a fixture, which is kept as JSON; what is no JSON object is sent as it is. */
export function xml(json: string): string {
  try {
    const fields: unknown = JSON.parse(json)
    return typeof fields === 'object' && fields !== null ? element('xml', fields) : json
  } catch {
    return json
  }
}

function element(name: string, value: unknown): string {
  const inside =
    typeof value === 'object' && value !== null
      ? Object.entries(value).map(([key, part]) => element(key, part))
      : [typeof value === 'string' ? `<![CDATA[${value.replaceAll(']]>', ']] >')}]]>` : `${value}`]
  return `<${name}>${inside.join('')}</${name}>`
}

/** Seals a text as WeChat does in safe mode. */
export function seal(text: string, by: { appId: string; aesKey: string; random?: string }): string {
  const key = Buffer.from(`${by.aesKey}=`, 'base64')
  const inside = Buffer.from(text)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(inside.length)
  const random = by.random === undefined ? randomBytes(16) : Buffer.from(by.random)
  const plain = Buffer.concat([random, length, inside, Buffer.from(by.appId)])
  const padding = 32 - (plain.length % 32)
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  const padded = Buffer.concat([plain, Buffer.alloc(padding, padding)])
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64')
}

export function sha1(...parts: string[]): string {
  return createHash('sha1').update(parts.sort().join('')).digest('hex')
}

interface Signing {
  token?: string
  /** s */
  at?: number
  appId?: string
}

/** A delivery in plain mode. */
export function plain(body: string, { token = account.token, at = seconds() }: Signing = {}): WebhookRequest {
  return request({ signature: sha1(token, `${at}`, 'n0nce'), timestamp: `${at}`, nonce: 'n0nce' }, body)
}

/** A delivery in safe mode. */
export function safe(body: string, signing: Signing = {}): WebhookRequest {
  const { token = account.token, at = seconds(), appId = account.appId } = signing
  const sealed = seal(body, { appId, aesKey })
  const query = {
    ...plain('', { token, at }).query,
    encrypt_type: 'aes',
    msg_signature: sha1(token, `${at}`, 'n0nce', sealed),
  }
  return request(query, element('xml', { ToUserName: 'gh_0a1b2c3d4e5f', Encrypt: sealed }))
}

export function request(query: Record<string, string>, body = '', method = 'POST'): WebhookRequest {
  const url = `/hooks/wechat/shop?${new URLSearchParams(query)}`
  return { method, url, query, headers: { 'content-type': 'text/xml' }, body: Buffer.from(body) }
}

const seconds = () => Math.floor(Date.now() / 1000)
