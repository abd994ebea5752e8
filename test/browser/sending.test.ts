import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CustomerEvent } from '../../bots/entry.ts'
import { type LineApi, startLineApi } from '../doubles/line-api.ts'
import { browserPath } from './browser.ts'
import { type Office, openOffice } from './office.ts'

const patience = { timeout: 15_000 }

describe.skipIf(browserPath() === null)('what customers send and may be sent', { timeout: 60_000 }, () => {
  let office: Office
  let platform: LineApi
  beforeAll(async () => {
    platform = await startLineApi('invented-token')
    office = await openOffice({
      LINE_SECRET: 'secret',
      LINE_TOKEN: 'invented-token',
      LINE_API_BASE: platform.url,
      LINE_DATA_BASE: platform.url,
    })
  }, 120_000)
  afterAll(async () => {
    await office?.close()
    await platform?.close()
  })

  let number = 0
  const tell = (event: CustomerEvent) =>
    office.parley.engine.receive('line/default', [
      { from: { id: 'U1', name: 'Caoimhe' }, once: `${++number}`, by: 'customer', event },
    ])
  const picture = (kind: 'image' | 'file', id: string, name: string): CustomerEvent => ({
    type: 'message',
    id,
    message: { type: 'media', kind, url: `line:${id}`, name },
  })
  const conversation = 'line/default/U1#1'

  test('shows pictures and files from our own server, and asks again for one that is missing', async () => {
    const gif = 'GIF89a\x01\x00\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x00;'
    platform.keep('p1', gif)
    platform.keep('p2', 'one,two\n'.repeat(200))
    await tell({ type: 'message', id: 'm1', message: { type: 'text', text: 'a person, please' } })
    await tell(picture('image', 'p1', 'lamp.gif'))
    await tell(picture('file', 'p2', 'list.csv'))
    await tell(picture('image', 'p3', 'gone.png'))
    const ada = await office.agent('Ada')
    await ada.open(conversation)
    const shown = ada.page.getByRole('img', { name: 'lamp.gif' })
    await expect
      .poll(() => shown.evaluate((image) => 'naturalWidth' in image && image.naturalWidth), patience)
      .toBe(1)
    const file = ada.page.getByRole('link', { name: /list\.csv/ })
    expect(await file.getAttribute('download')).toBe('list.csv')
    await ada.page.getByText('gone.png is not here').waitFor()
    platform.keep('p3', gif)
    await ada.page.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => ada.page.getByRole('img', { name: 'gone.png' }).count(), patience).toBe(1)
  })

  test('says in the composer that the customer opted out', async () => {
    await tell({ type: 'consent', kind: 'messages', given: false })
    const ada = await office.agent('Ada')
    await ada.open(conversation)
    await ada.composer.fill('Hello?')
    await ada.page.getByText('The customer opted out and gets no messages.').waitFor()
    expect(await ada.page.locator('.composer button[type=submit]').isDisabled()).toBe(true)
  })
})
