import { afterAll, beforeAll, expect, test } from 'vitest'
import { account, aesKey, plain, safe, xml } from '../bots/channels/wechat-xml.ts'
import { faults, startWeChatApi, type WeChatApi } from '../doubles/wechat-api.ts'
import { loggedIn, type Opened, opened, until } from './opened.ts'

let platform: WeChatApi
let parley: Opened
beforeAll(async () => {
  platform = await startWeChatApi(account)
  parley = await opened({
    WECHAT_APP_ID: account.appId,
    WECHAT_APP_SECRET: account.appSecret,
    WECHAT_TOKEN: account.token,
    WECHAT_AES_KEY: aesKey,
    WECHAT_API_BASE: platform.url,
  })
})
afterAll(async () => {
  await parley.end()
  await platform.close()
})

let number = 0
function said(FromUserName: string, Content: string) {
  const CreateTime = Math.floor(Date.now() / 1000)
  const MsgId = `2400000000000${++number}`
  return { ToUserName: 'gh_1', FromUserName, CreateTime, MsgType: 'text', Content, MsgId }
}

function deliver(fields: object, token = account.token) {
  const { query, headers, body } = safe(xml(JSON.stringify(fields)), { token })
  return fetch(`${parley.url}/hooks/wechat/default?${new URLSearchParams(query)}`, {
    method: 'POST',
    headers: { 'content-type': headers['content-type'] ?? '' },
    body: new Uint8Array(body),
  })
}

const sent = (to: string) => platform.sends().filter(({ touser }) => touser === to)

test('a question is answered once, though it is delivered twice, and WeChat hears success', async () => {
  const question = said('o1', 'when do you open?')
  for (const delivery of await Promise.all([deliver(question), deliver(question)])) {
    expect(delivery.status).toBe(200)
    expect(await delivery.text()).toBe('success')
  }
  await until(() => sent('o1').length > 0)
  await deliver(said('o1', 'how long does delivery take?'))
  await until(() => sent('o1').length > 1)
  expect(sent('o1')).toMatchObject([
    { text: { content: expect.stringContaining('open from Monday') } },
    { text: { content: expect.stringContaining('working days') } },
  ])
})

test('a wrong signature is refused, and nothing is stored', async () => {
  expect((await deliver(said('o2', 'let me in'), 'another')).status).toBe(401)
  expect(await parley.store.identity('wechat/default/o2')).toBeNull()
})

test('what WeChat refuses is shown with the reason', async () => {
  platform.fail(faults.refused)
  await deliver(said('o3', 'when do you open?'))
  const conversation = 'wechat/default/o3#1'
  await until(async () => (await parley.store.jobs({ conversation, status: 'dead', limit: 9 })).length)
  const ann = await loggedIn(parley, parley.url, 'Ann')
  expect((await ann.detail(conversation)).body.pending).toMatchObject([
    { status: 'dead', reason: expect.stringContaining('45002') },
  ])
})

test('brackets are words, also in plain mode', async () => {
  await parley.accounts.save({
    channel: 'wechat',
    name: 'plain',
    settings: { ...account, apiBase: platform.url },
  })
  const { query, body } = plain(xml(JSON.stringify(said('o4', '['.repeat(100)))))
  const url = `${parley.url}/hooks/wechat/plain?${new URLSearchParams(query)}`
  const headers = { 'content-type': 'text/xml' }
  expect((await fetch(url, { method: 'POST', headers, body: new Uint8Array(body) })).status).toBe(200)
  expect(await parley.store.identity('wechat/plain/o4')).not.toBeNull()
})
